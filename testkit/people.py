"""People with their questions and answers, and checks of these."""

import asyncio
import calendar
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, Final

from testkit.channel import Spoken

Json = dict[str, Any]

# Each month has Top 2 to Top 100, and the answer to each of these questions has its own title.
_MONTHS: Final = [f"{month} {year}" for year in (2025, 2024) for month in calendar.month_name[1:]]
_TOPS: Final = 99
MOST_PEOPLE: Final = len(_MONTHS) * _TOPS
TENANT_ID: Final = "4a7c8a4e-0000-4000-8000-000000000001"
# A table shows so many rows at once, or pages of ten.
ROWS_AT_ONCE: Final = 15
ROWS_OF_A_PAGE: Final = 10
TABLE: Final = re.compile(rb'"type"\s*:\s*"Table"')


def chat_of(person: int) -> str:
    """Return the id of a person's own chat with the bot."""
    return f"a:person-{person}"


def activity(person: int, text: str, service_url: str, *, number: int = 1) -> Json:
    """Return a person's message, with this number, as Teams delivers it."""
    return {
        "type": "message",
        "id": f"{1_700_000_000_000 + person * 10 + number}",
        "timestamp": "2026-11-22T09:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": f"29:person-{person}", "name": f"Person {person}"},
        "recipient": {"id": "28:bot", "name": "Genie"},
        "conversation": {
            "conversationType": "personal",
            "tenantId": TENANT_ID,
            "id": chat_of(person),
        },
        "channelData": {"tenant": {"id": TENANT_ID}},
        "entities": [{"type": "clientInfo", "locale": "en-US", "platform": "Web"}],
        "locale": "en-US",
        "textFormat": "plain",
        "text": text,
    }


@dataclass(slots=True)
class Person:
    """A person with one question in a chat of their own, which may be a group chat.

    Times are time.monotonic(), or infinite.
    """

    number: int
    question: str
    title: str  # of the correct answer, as Genie writes it
    rows: int
    is_in_group: bool = False
    pressed_at: float = math.inf
    acknowledged_at: float = math.inf
    status: int = 0
    deliveries: int = 1
    first_feedback_at: float = math.inf
    answered_at: float = math.inf
    answers: dict[str, bytes] = field(default_factory=dict)  # by the id of the message
    is_answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def conversation_id(self) -> str:
        """The person's own chat with the bot."""
        return chat_of(self.number)

    def activity(self, service_url: str) -> Json:
        """Return the question as Teams delivers it from the chat."""
        asked = activity(self.number, self.question, service_url)
        if self.is_in_group:
            asked["conversation"] |= {"conversationType": "groupChat", "isGroup": True}
        return asked

    def hear(self, spoken: Spoken) -> None:
        """Record an action of the bot in this chat: a message with a table is an answer."""
        if math.isinf(self.first_feedback_at):
            self.first_feedback_at = spoken.at_s
        if spoken.is_taken_back:
            self.answers.pop(spoken.message_id, None)
        elif TABLE.search(spoken.body):
            if not self.answers:
                self.answered_at = spoken.at_s
            self.answers[spoken.message_id] = spoken.body
            self.is_answered.set()

    @property
    def is_refused(self) -> bool:
        """Whether the bot did not acknowledge the question."""
        return self.status not in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED}

    @property
    def is_doubled(self) -> bool:
        """Whether more than one message answers the question."""
        return len(self.answers) > 1

    @property
    def is_crossed(self) -> bool:
        """Whether an answer is to another person's question."""
        return any(self.question not in text_of(body) for body in self.answers.values())

    @property
    def is_wrong(self) -> bool:
        """Whether an answer quotes the question but is not Genie's answer to it."""
        return not self.is_crossed and not all(map(self._is_right, self.answers.values()))

    def _is_right(self, body: bytes) -> bool:
        text = text_of(body)
        return self.title in text and text.count('"TableRow"') == self.rows + 1


def people(count: int, *, in_groups: bool = False) -> list[Person]:
    """Return this many people, each with a different question."""
    everybody = [_person(number) for number in range(1, count + 1)]
    return [replace(person, is_in_group=in_groups) for person in everybody]


def first_person() -> Person:
    """Return a person who asks before all others, and is answered soon."""
    return Person(0, "Top 3 products by revenue in 2024 [slow 1]", "Top 3 products", 3)


def early_people(count: int) -> list[Person]:
    """Return people who ask before all others, each with a different question."""
    return [
        replace(person, number=MOST_PEOPLE + person.number, question=f"{person.question} [slow 1]")
        for person in people(count)
    ]


class Crowd:
    """People, found by their chats."""

    def __init__(self, members: Sequence[Person]) -> None:
        self.members = list(members)
        self._by_chat = {person.conversation_id: person for person in members}

    def hear(self, spoken: Spoken) -> None:
        """Pass on an action of the bot; there are no other chats."""
        self._by_chat[spoken.conversation_id].hear(spoken)

    async def answered(self, *, within_s: float) -> None:
        """Wait for all answers, up to a timeout."""
        waits = [asyncio.ensure_future(person.is_answered.wait()) for person in self.members]
        _, late = await asyncio.wait(waits, timeout=within_s)
        for wait in late:
            wait.cancel()


def _person(number: int) -> Person:
    month, top = divmod(number - 1, _TOPS)
    period = _MONTHS[month]
    return Person(
        number,
        question=f"Top {top + 2} products by revenue in {period}",
        title=f"Top {top + 2} products by net revenue, {period}",
        rows=top + 2 if top + 2 <= ROWS_AT_ONCE else ROWS_OF_A_PAGE,
    )


def text_of(body: bytes) -> str:
    """Return the JSON of a body with unescaped letters."""
    return json.dumps(json.loads(body), ensure_ascii=False)
