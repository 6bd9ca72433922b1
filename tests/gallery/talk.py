"""The gallery's cards around the questions: which space, which earlier question, who it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from cards import (
    CardMessage,
    PastQuestion,
    Reader,
    SpaceChoice,
    delete_message,
    history_message,
    spaces_message,
    talk_texts,
    whoami_message,
)
from tests.gallery.samples import words

_SPACES: Final = (
    SpaceChoice("s-1", "Sales 銷售", "Revenue, orders and customers. 營收、訂單與顧客。"),
    SpaceChoice("s-2", "Support 客服", "Tickets and how they are answered. 客服單與處理情形。"),
    SpaceChoice("s-3", "Finance 財務"),
)
_ASKED_AT: Final = datetime(2026, 11, 25, 1, 2, tzinfo=UTC)


def _past(reader: Reader) -> list[PastQuestion]:
    samples = words(reader).samples
    return [
        PastQuestion(f"{n}", text, _ASKED_AT - timedelta(hours=7 * n), _SPACES[n % 2].name)
        for n, text in enumerate(samples)
    ]


def _whoami(reader: Reader) -> CardMessage:
    facts = [
        (talk_texts.WHO_NAME, "Ann Chen 陳安"),
        (talk_texts.WHO_ID, "29:1Abc-Def_Ghi"),
        (talk_texts.WHO_DIRECTORY, "7d4f0c8e-1111-2222-3333-444455556666"),
        (talk_texts.WHO_CHANNEL, "msteams"),
        (talk_texts.WHO_ZONE, str(reader.zone)),
        (talk_texts.WHO_SPACE, _SPACES[0].name),
    ]
    return whoami_message(facts, reader)


TALK: Final[dict[str, Callable[[Reader], CardMessage]]] = {
    "spaces-first": lambda r: spaces_message(_SPACES, r, question=words(r).samples[0]),
    "spaces-in-group": lambda r: spaces_message(
        _SPACES, r, current="s-2", set_by="Ann", is_group=True
    ),
    "spaces-again": lambda r: spaces_message(_SPACES, r, current="s-1", not_understood="blue"),
    "history": lambda r: history_message(_past(r), r),
    "history-empty": lambda r: history_message([], r),
    "history-delete": lambda r: delete_message(_past(r)[0], r, not_understood=True),
    "whoami": _whoami,
}
