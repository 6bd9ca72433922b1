"""Names of files and sheets, from any title of an answer."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from bot.export.cells import cut
from bot.export.contents import TITLE

FALLBACK: Final = "result"
MAX_FILE_NAME_CHARS: Final = 80  # SharePoint allows 400 for the whole path
MAX_SHEET_NAME_CHARS: Final = 31  # Excel's limit

# Characters that Windows and SharePoint do not allow in names, and # and %, which break links.
# Source: https://support.microsoft.com/office/64883a5d-228e-48f5-b3d2-eb39e07630fa
_NOT_IN_FILES: Final = re.compile(r'["*:<>?/\\|#%]+')
_RESERVED: Final = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|desktop)(?=\.|\s*$)|~", re.IGNORECASE
)
_SHAREPOINTS_OWN: Final = re.compile("_vti_", re.IGNORECASE)
_NOT_IN_SHEETS: Final = re.compile(r"[\[\]:*?/\\]+")
# Excel reserves this name.
_HISTORY: Final = "history"
# The attr-chars of RFC 5987, except for letters and digits.
_ATTR_CHARS: Final = "!#$&+-.^_`|~"


def file_name(title: str, extension: str, *, name: str = TITLE) -> str:
    """Return a name that every system accepts, with the extension.

    name contains "{title}"; a long title is shortened, and the text around it is not.
    """
    before, _, behind = (_allowed(part) for part in name.partition(TITLE))
    stem = _stripped(_allowed(title))
    if _RESERVED.match(before + stem):
        stem = f"_{stem}"
    room = MAX_FILE_NAME_CHARS - len(extension) - 1 - len(before) - len(behind)
    stem = _stripped(cut(stem, room)) or FALLBACK
    return f"{before}{stem}{behind}.{extension}"


def _allowed(text: str) -> str:
    """Remove what no file name may contain."""
    return _SHAREPOINTS_OWN.sub("_", _NOT_IN_FILES.sub(" ", _one_line(text)))


def sheet_name(title: str, *, beside: str) -> str:
    """Return a name for the sheet that Excel accepts, different from that of the other sheet."""
    words = _NOT_IN_SHEETS.sub(" ", _one_line(title))
    name = cut(" ".join(words.split()), MAX_SHEET_NAME_CHARS).strip("' ") or FALLBACK
    is_taken = name.casefold() in {_HISTORY, beside.casefold()}
    return f"{cut(name, MAX_SHEET_NAME_CHARS - 2)} 2" if is_taken else name


def content_disposition(name: str) -> str:
    """Return the header with which a browser saves a file under this name, also a Chinese one.

    Source: RFC 6266, appendix D: a plain name for old clients, and the full one for others.
    """
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    encoded = quote(name, safe=_ATTR_CHARS, errors="replace")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


def _one_line(title: str) -> str:
    """Replace line breaks by spaces, and remove invisible characters, such as direction marks."""
    spaced = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", title))
    return "".join(c for c in spaced if unicodedata.category(c)[0] != "C")


def _stripped(stem: str) -> str:
    """Collapse spaces, and remove spaces and dots at the ends."""
    return " ".join(stem.split()).strip(". ")
