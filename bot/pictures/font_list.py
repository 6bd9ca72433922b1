"""Imports matplotlib without its search for fonts."""

import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import matplotlib

# Of the list's form; of another version, the list is not read, and fonts are searched for.
_VERSION: Final = "3.11.0"
_EMPTY: Final[Mapping[str, object]] = {
    "__class__": "FontManager",
    "_version": _VERSION,
    "_FontManager__default_weight": "normal",
    "default_size": None,
    "defaultFamily": {"ttf": "DejaVu Sans", "afm": "Helvetica"},
    "afmlist": [],
    "ttflist": [],
}


def import_font_manager() -> None:
    """Import matplotlib's font manager, which is not imported yet, with an empty list of fonts.

    Else it looks through all fonts of the machine, or of its own, the first time: that takes up to
    some seconds. Its variable MPL_IGNORE_SYSTEM_FONTS would hide the bot's own font, too.
    """
    own = matplotlib.get_cachedir
    with TemporaryDirectory(prefix="fonts-", dir=own()) as directory:
        Path(directory, f"fontlist-v{_VERSION}.json").write_text(json.dumps(_EMPTY), "utf-8")
        matplotlib.get_cachedir = lambda: directory
        try:
            importlib.import_module("matplotlib.font_manager")  # reads the list now
        finally:
            matplotlib.get_cachedir = own
