"""What the bot asks back, without a channel: it shows a card, understands, or asks again."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import pytest
from botbuilder.core import Middleware, TurnContext
from botbuilder.dialogs import Dialog, DialogTurnStatus
from botbuilder.schema import Activity, ActivityTypes
from botbuilder.testing import DialogTestClient

from bot.chats import Chats
from bot.dialogs.choosing import Chosen, SpacePrompt
from bot.dialogs.deleting import DeletePrompt
from bot.dialogs.prompts import EXPIRES_S, has_expired
from bot.history import Past
from bot.later import do_it_now
from bot.people import People
from bot.questions import Space
from bot.spaces import Spaces
from bot.state import PersonalConversationState
from cards import CardAction, Do, talk_texts
from tests.bot.stores import MemoryItems
from tests.cards.look import words
from tests.clocks import FakeClock

PAST = Past("3f2a", "Revenue?", "s-1", "Sales", "c-1", "m-1", 1_795_000_000.0, is_own=True)


class SaysLater(Middleware):  # type: ignore[misc]
    """Does after a turn what it was to do then, as the bot's handler does."""

    async def on_turn(self, context: TurnContext, logic: Callable[[], Awaitable[None]]) -> None:
        """Run the turn."""
        await logic()
        await do_it_now(context)


class Talk:
    """A person in front of one prompt."""

    def __init__(self, clock: FakeClock) -> None:
        storage = MemoryItems(clock)
        self.state = PersonalConversationState(storage, clock=clock, idle_s=3600.0)
        self.people = People(storage)
        self.spaces = Spaces(
            [Space("s-1", "Sales"), Space("s-2", "Support")],
            default_id="",
            people=self.people,
            chats=Chats(storage, clock=clock),
            state=self.state,
            samples=(),
        )
        self.now: Callable[[], datetime] = clock.now
        self._client: Any = None

    def begin(self, prompt: Dialog, options: dict[str, Any]) -> None:
        """Put the person in front of it."""
        self._client = DialogTestClient(
            "test", prompt, options, [SaysLater()], conversation_state=self.state
        )

    async def says(self, text: str | None, value: object = None) -> str:
        """Say something, or press a button; return what is seen then."""
        activity = Activity(type=ActivityTypes.message, text=text, value=value)
        shown = await self._client.send_activity(activity)
        if shown is None:
            return ""
        return words(shown.attachments[0].content)

    @property
    def result(self) -> object:
        """What the prompt ended with; None while it waits."""
        turn = self._client.dialog_turn_result
        return turn.result if turn.status == DialogTurnStatus.Complete else None

    @property
    def kept(self) -> dict[str, Any]:
        """The prompt's state."""
        kept: dict[str, Any] = self._client.dialog_context.active_dialog.state
        return kept


@pytest.fixture
def clock() -> FakeClock:
    """Time that passes only when it is told to."""
    return FakeClock()


@pytest.fixture
def talk(clock: FakeClock) -> Talk:
    """A person."""
    return Talk(clock)


@pytest.fixture
def choosing(talk: Talk) -> Talk:
    """A person who has to choose a space."""
    prompt = SpacePrompt(spaces=talk.spaces, people=talk.people, now=talk.now)
    talk.begin(prompt, {"questions": ["Revenue?"]})
    return talk


@pytest.fixture
def deleting(talk: Talk) -> Talk:
    """A person who wants to delete a question."""
    talk.begin(DeletePrompt(people=talk.people, now=talk.now), {"past": asdict(PAST)})
    return talk


def press(do: Do, about: str, text: str = "") -> dict[str, Any]:
    """A button's payload."""
    return CardAction(do, about, text).to_json()


@pytest.mark.parametrize(
    ("text", "value", "chosen"),
    [
        ("2", None, Chosen("s-2")),
        ("sales", None, Chosen("s-1")),
        (None, press(Do.SPACE, "spaces", "s-2"), Chosen("s-2")),
        (None, press(Do.CHAT_SPACE, "spaces", "s-1"), Chosen("s-1", is_for_all=True)),
    ],
)
async def test_a_choice_is_understood(
    choosing: Talk, text: str | None, value: object, chosen: Chosen
) -> None:
    """Typed or pressed."""
    assert talk_texts.THEN_I_ASK.format(question="Revenue?") in await choosing.says("hello")
    assert choosing.result is None
    await choosing.says(text, value)

    assert choosing.result == chosen


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", None),
        ("0", None),
        ("sale", None),
        ("yes", None),
        (None, press(Do.SPACE, "spaces", "s-9")),
        (None, press(Do.YES, "spaces", "s-1")),
        (None, {"do": "space"}),
    ],
)
async def test_what_is_no_choice_is_asked_again(
    choosing: Talk, text: str | None, value: object
) -> None:
    """With help for what was typed, as often as it takes."""
    await choosing.says("hello")
    for _ in range(2):
        shown = await choosing.says(text, value)
        assert talk_texts.SPACES_TITLE in shown
        assert ("`cancel`" in shown) == bool(text)
    assert choosing.result is None
    await choosing.says("1")

    assert choosing.result == Chosen("s-1")


@pytest.mark.parametrize(
    ("text", "value", "is_sure"),
    [
        ("yes", None, True),
        ("是", None, True),
        ("N", None, False),
        (None, press(Do.YES, "3f2a"), True),
        (None, press(Do.NO, "3f2a"), False),
    ],
)
async def test_a_confirmation_is_understood(
    deleting: Talk, text: str | None, value: object, *, is_sure: bool
) -> None:
    """In any language."""
    assert talk_texts.DELETE_TITLE in await deleting.says("delete it")
    await deleting.says(text, value)

    assert deleting.result is is_sure


@pytest.mark.parametrize(
    ("text", "value"),
    [("perhaps", None), ("help", None), (None, press(Do.YES, "other")), (None, {})],
)
async def test_what_confirms_nothing_is_asked_again(
    deleting: Talk, text: str | None, value: object
) -> None:
    """Another card's button least of all."""
    await deleting.says("delete it")
    shown = await deleting.says(text, value)

    assert deleting.result is None
    assert (talk_texts.DELETE_NOT_UNDERSTOOD in shown) == bool(text)


async def test_prompts_expire(choosing: Talk, clock: FakeClock) -> None:
    """Counted from the last time that it asked."""
    await choosing.says("hello")
    clock.advance(EXPIRES_S - 1)
    await choosing.says("what?")
    clock.advance(EXPIRES_S - 1)
    assert not has_expired(choosing.kept, clock.now())
    clock.advance(2)

    assert has_expired(choosing.kept, clock.now())
    assert not has_expired({}, clock.now())


@pytest.mark.parametrize("prompt", ["choosing", "deleting"])
async def test_what_is_kept_is_plain_json(request: pytest.FixtureRequest, prompt: str) -> None:
    """A later process reads it, and no class is made of it."""
    talk: Talk = request.getfixturevalue(prompt)
    await talk.says("hello")

    about: dict[str, Any] = (
        {"questions": ["Revenue?"]} if prompt == "choosing" else {"past": asdict(PAST)}
    )
    assert json.loads(json.dumps(talk.kept)) == talk.kept
    assert talk.kept.items() >= about.items()
    assert talk.kept.keys() == about.keys() | {"expires_at"}
