"""With whose identity a question is asked."""

import pytest

from bot.activities.activity import Activity
from bot.state.history import Past
from bot.state.question import Question, Space
from cards import AMERICAN
from genie import Access

ANN = Activity.from_json(
    {
        "type": "message",
        "id": "1",
        "channelId": "msteams",
        "serviceUrl": "https://channel.example.com",
        "from": {"id": "29:ann", "name": "Ann"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "a:1"},
    }
)
BOTS = Access("01f0")
ANNS = Access("01f0", ("msteams", "29:ann"))


def asked(*, own: bool) -> Question:
    """Return a question of Ann's, as it is read from the store."""
    space = Space("01f0", uses_own_identity=own)
    question = Question.from_activity("Sales?", ANN, asked_at=0, reader=AMERICAN, space=space)
    return Question.from_json(question.to_json())


def test_the_space_says_with_whose_identity_it_is_asked() -> None:
    """The person's, or the bot's."""
    assert asked(own=True).access == ANNS
    assert asked(own=False).access == BOTS


def test_a_record_of_an_earlier_release_is_the_bots() -> None:
    """There was no other identity."""
    body = asked(own=True).to_json()
    del body["uses_own_identity"]

    assert Question.from_json(body).access == BOTS


@pytest.mark.parametrize("own", [True, False])
def test_the_history_keeps_the_identity(own: bool) -> None:  # noqa: FBT001
    """A question is deleted in Genie with the identity that asked it."""
    past = Past.of(asked(own=own), is_own=True)

    assert past.access(ANN) == (ANNS if own else BOTS)


@pytest.mark.parametrize(
    ("own", "was_own", "access"),
    [(False, False, BOTS), (True, True, ANNS), (True, False, ANNS), (False, True, ANNS)],
)
def test_an_answer_is_read_again_with_the_bots_identity_only_if_both_say_so(
    own: bool,  # noqa: FBT001
    was_own: bool,  # noqa: FBT001
    access: Access,
) -> None:
    """Its space may have been asked in another way then."""
    again = asked(own=own).reading_again(
        "genie-1", "message-1", uses_own_identity=was_own, is_sharer=False
    )

    assert again.access == access
