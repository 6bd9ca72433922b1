"""Where answers with data may stand."""

from dataclasses import replace
from typing import Any

import pytest

from bot.activities.activity import Activity, Conversation
from bot.answers.places import CHANNELS, GROUPS, Places
from bot.state.question import Question
from tests.harness.people import emulator, group, personal, team
from tests.harness.world import BOT

ALONE, IN_GROUP, IN_TEAM = (
    Conversation.from_json(who["conversation"]) for who in (personal(), group(), team())
)
ELSEWHERE = Conversation.from_json(emulator()["conversation"])


@pytest.mark.parametrize(
    ("places", "allowed", "allowed_own"),
    [
        (Places(), [ALONE, ELSEWHERE, IN_GROUP, IN_TEAM], [ALONE, ELSEWHERE]),
        (Places(shows_own=True), [ALONE, ELSEWHERE, IN_GROUP, IN_TEAM], None),
        (Places(CHANNELS), [ALONE, ELSEWHERE, IN_GROUP], [ALONE, ELSEWHERE]),
        (Places(CHANNELS, shows_own=True), [ALONE, ELSEWHERE, IN_GROUP], None),
        (Places(GROUPS), [ALONE, ELSEWHERE], None),
        (Places(GROUPS, shows_own=True), [ALONE, ELSEWHERE], None),
    ],
)
def test_the_stricter_rule_applies(
    places: Places, allowed: list[Conversation], allowed_own: list[Conversation] | None
) -> None:
    """None: own answers may stand where others may."""
    everywhere = [ALONE, ELSEWHERE, IN_GROUP, IN_TEAM]

    assert [each for each in everywhere if places.allow(each)] == allowed
    own = [each for each in everywhere if places.allow(each, is_own=True)]
    assert own == (allowed if allowed_own is None else allowed_own)


def question(who: dict[str, Any], **changes: Any) -> Question:
    """Make a question that is asked with a person's own identity."""
    body = {"type": "message", "id": "1", "channelId": "msteams", "recipient": BOT} | who
    reference = Activity.from_json(body | {"serviceUrl": "https://example.com"}).reference
    return replace(Question("?", reference, "space", uses_own_identity=True), **changes)


def test_a_shared_answer_may_stand_where_its_person_has_put_it() -> None:
    """Unless no answers may stand there at all."""
    own, shared = question(group()), question(group(), is_shared=True)

    assert [Places().allow_answer(each) for each in (own, shared)] == [False, True]
    assert not Places(GROUPS).allow_answer(shared)
    assert Places().allow_answer(question(personal()))


def test_a_shared_answer_is_the_same_answer_elsewhere() -> None:
    """It is read with the identity of the same person, and names them."""
    origin = question(group()).conversation
    private = question(
        personal(), origin=origin, answer_id="7", activity_id="7", genie_message_id="m"
    )
    shared = private.shared("ref")

    assert (shared.conversation, shared.origin, shared.asker) == (origin, {}, "Ann")
    assert (shared.reference, shared.answer_id, shared.activity_id) == ("ref", "", "")
    assert (shared.access, shared.genie_message_id) == (private.access, "m")
    assert shared.belongs_to("29:ann")
    assert not shared.belongs_to("29:bob")
