"""The gallery's cards about spaces, earlier questions, and who the person is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from cards import (
    AskedQuestion,
    AuditKept,
    CardMessage,
    PastQuestion,
    Reader,
    Reviewed,
    SpaceChoice,
    SpaceUse,
    Week,
    delete_message,
    forget_message,
    help_message,
    history_message,
    insights_message,
    problem_message,
    sign_in_message,
    spaces_message,
    whoami_message,
)
from cards.texts import command_texts, identity_texts
from genie.causes import Cause
from genie.errors import GenieNotFoundError
from tests.gallery.samples import words

_SPACES: Final = (
    SpaceChoice("s-1", "Sales 銷售", "Revenue, orders and customers. 營收、訂單與顧客。"),
    SpaceChoice("s-2", "Support 客服", "Tickets and how they are answered. 客服單與處理情形。"),
    SpaceChoice("s-3", "Finance 財務"),
)
_ASKED_AT: Final = datetime(2026, 11, 25, 1, 2, tzinfo=UTC)


def _past(reader: Reader) -> list[PastQuestion]:
    said = words(reader)
    questions = [*said.samples, f"{said.question} {said.asks_back} {said.description}" * 2]
    return [
        PastQuestion(f"{n}", text, _ASKED_AT - timedelta(hours=7 * n), _SPACES[n % 2].name)
        for n, text in enumerate(questions)
    ]


def _whoami(reader: Reader) -> CardMessage:
    facts = [
        (command_texts.WHO_NAME, "Ann Chen 陳安"),
        (command_texts.WHO_ID, "29:1hT5xKQ0bq9vS3nYt8Lw2JmR6pZcUeA4dGfHiOoXkWlVs"),
        (command_texts.WHO_DIRECTORY, "7d4f0c8e-1111-2222-3333-444455556666"),
        (command_texts.WHO_TENANT, "2109f8e7-b5a2-d3c9-e6f4-a1b4e9d7c2f8"),
        (command_texts.WHO_CHANNEL, "msteams"),
        (command_texts.WHO_CHAT, "19:3f1c8a7b5d9e4f20a6c4e8b1d7f05293@thread.v2"),
        (command_texts.WHO_ZONE, str(reader.zone)),
        (command_texts.WHO_SPACE, _SPACES[0].name),
    ]
    own, others = [_SPACES[0].name], [space.name for space in _SPACES[1:]]
    return whoami_message(facts, reader, own=own, others=others)


def _sign_in(reader: Reader) -> CardMessage:
    return sign_in_message(identity_texts.SIGN_IN, "https://token.botframework.com/", reader)


def _many(reader: Reader) -> CardMessage:
    """List more spaces than fit, the last of which is the current one."""
    many = [SpaceChoice(f"s-{n}", f"Data {n}", _SPACES[n % 3].description) for n in range(1, 28)]
    return spaces_message(many, reader, current="s-27")


def _out_of_reach(reader: Reader) -> CardMessage:
    """Draw a problem that names the space and the contact."""
    question = AskedQuestion(
        words(reader).question, "a1b2c3d4", reader, space="Sales 銷售", contact="data@contoso.com"
    )
    return problem_message(GenieNotFoundError("404", cause=Cause.SPACE_GONE), question)


def _insights(reader: Reader) -> CardMessage:
    """Draw five weeks, the latest with everything that can happen."""
    url = "https://adb-1.2.azuredatabricks.net/genie/rooms/s-1/chats/c-1"
    bad = Reviewed(0.0, _SPACES[0].name, "NEGATIVE", "a1b2c3d4", "m-1", url, words(reader).question)
    now = Week(
        date(2026, 11, 30),
        answered=164,
        failed_count=12,
        others=5,
        people=31,
        ups=22,
        downs=3,
        median_s=14.2,
        failures={("DATA_FORBIDDEN", _SPACES[0].name): 9, ("GenieTimeoutError", "Support"): 3},
        texts={text: 20 - at for at, text in enumerate(words(reader).samples)},
        rated_down=(bad,),
        spaces=(
            SpaceUse(_SPACES[0].name, 170, 12.0),
            SpaceUse("Support", 11, 84.0),
            SpaceUse("Finance"),
        ),
    )
    earlier = (
        Week(now.monday - timedelta(days=7 * n), 150 - 20 * n, 8 + n, 3, 30 - n, 9, n, 15.0 + n)
        for n in range(1, 5)
    )
    return insights_message([now, *earlier], reader, has_texts=True, has_file=True)


TALK: Final[dict[str, Callable[[Reader], CardMessage]]] = {
    "spaces-first": lambda r: spaces_message(_SPACES, r, questions=[words(r).samples[0]]),
    "spaces-in-group": lambda r: spaces_message(
        _SPACES, r, current="s-2", set_by="Ann", is_group=True
    ),
    "spaces-again": lambda r: spaces_message(_SPACES, r, current="s-1", not_understood="blue"),
    "spaces-many": _many,
    "problem-space": _out_of_reach,
    "help": lambda r: help_message(words(r).samples, r, is_group=False, space=_SPACES[0].name),
    "history": lambda r: history_message(_past(r), r),
    "history-in-group": lambda r: history_message(_past(r), r, asker="Ann"),
    "history-empty": lambda r: history_message([], r),
    "forget": lambda r: forget_message(AuditKept(30), r, not_understood=True),
    "insights": _insights,
    "history-delete": lambda r: delete_message(_past(r)[0], r, not_understood=True),
    "whoami": _whoami,
    "signin": _sign_in,
}
