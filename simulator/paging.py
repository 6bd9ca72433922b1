"""Lists in pages, with opaque tokens."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from simulator import errors

Item = TypeVar("Item")
MAX_PAGE_SIZE = 100
_DEFAULT_PAGE_SIZE = 20
_SIGNATURE_BYTES = 12


class Pager:
    """Cuts lists into pages; a token belongs to its list, and has the id of the last item returned.

    Items that are added or removed between two pages do not affect the next page.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)

    def page(
        self,
        items: Sequence[Item],
        id_of: Callable[[Item], str],
        *,
        list_name: str,
        query: Mapping[str, str],
        newest_first: bool = False,
    ) -> tuple[list[Item], str | None]:
        """Return the requested page, and the token of the next.

        Args:
            items: in the order of their ids.
            list_name: the list; a token of one list is refused by every other.

        Raises:
            ApiError: page_size is not a number from 1 to 100, or page_token is not of this list.
        """
        size = _page_size(query.get("page_size", ""))
        rest = list(reversed(items)) if newest_first else list(items)
        if token := query.get("page_token"):
            last_id = self._open(token, list_name)
            rest = [
                item
                for item in rest
                if (id_of(item) < last_id if newest_first else id_of(item) > last_id)
            ]
        page = rest[:size]
        has_more = len(rest) > size
        return page, self._seal(id_of(page[-1]), list_name) if has_more else None

    def _seal(self, last_id: str, list_name: str) -> str:
        sealed = self._signature(last_id, list_name) + last_id.encode()
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def _open(self, token: str, list_name: str) -> str:
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            last_id = raw[_SIGNATURE_BYTES:].decode()
        except ValueError as exc:
            raise errors.invalid_parameter("Invalid page_token.") from exc
        signature = self._signature(last_id, list_name)
        if not hmac.compare_digest(raw[:_SIGNATURE_BYTES], signature):
            raise errors.invalid_parameter("Invalid page_token.")
        return last_id

    def _signature(self, last_id: str, list_name: str) -> bytes:
        text = f"{list_name}\n{last_id}".encode()
        return hmac.digest(self._key, text, hashlib.sha256)[:_SIGNATURE_BYTES]


def _page_size(text: str) -> int:
    if not text:
        return _DEFAULT_PAGE_SIZE
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) <= MAX_PAGE_SIZE:
        raise errors.invalid_parameter(f"page_size must be between 1 and {MAX_PAGE_SIZE}.")
    return int(text)
