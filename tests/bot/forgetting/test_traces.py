"""What is left of an item without a person."""

from typing import Any

import pytest

from bot.forgetting.traces import Person, learn, rest_of
from genie import Access

ANN = {"id": "29:ann", "name": "Ann"}
GROUP = "msteams/conversations/19%3Agroup"
HERE = f"{GROUP}/users/29%3Aann"
THERE = f"{GROUP}/users/29%3Abob"


@pytest.fixture
def ann() -> Person:
    """A person with a chat and a name."""
    return Person(
        "msteams",
        "29:ann",
        "entra-ann",
        names={"Ann"},
        own_chats={"msteams/conversations/a%3Aann"},
        references={"abcd1234"},
    )


@pytest.mark.parametrize(
    "key",
    [
        HERE,
        f"{HERE}/history",
        f"{HERE}/activities/1-private",
        "msteams/users/29:ann",
        "msteams/users/29:ann/questions",
        "msteams/conversations/a%3Aann",
        "msteams/conversations/a%3Aann/offers/1",
        "answers/abcd1234",
    ],
)
def test_what_is_theirs_goes(ann: Person, key: str) -> None:
    """The key says so, whatever the item is."""
    assert rest_of(ann, key, {"any": "thing"}) is None


@pytest.mark.parametrize(
    "key",
    [
        THERE,
        f"{GROUP}/users/29%3Aannabel",
        "msteams/users/29:annabel",
        "webchat/users/29:ann",
        "webchat/conversations/a%3Aann",
        "msteams/conversations/a%3Aannabel",
        "answers/other",
        GROUP,
    ],
)
def test_what_belongs_to_others_stays(ann: Person, key: str) -> None:
    """Ids that begin alike, and the same ids in another channel, are others'."""
    assert rest_of(ann, key, {"any": "Ann"}) == {"any": "Ann"}


def test_a_pointer_to_their_answer_goes(ann: Person) -> None:
    """It stands under the id of the message."""
    assert rest_of(ann, f"{GROUP}/messages/1", {"reference": "abcd1234"}) is None
    assert rest_of(ann, f"{GROUP}/messages/2", {"reference": "other"}) is not None


def answer(reference: str, **changes: Any) -> dict[str, Any]:
    """Make the record of an answer."""
    question = {"reference": reference, "conversation": {"user": {"id": "29:bob"}}, "text": "Ann?"}
    return {"question": question, "ratings": {}, "lost_comment": "", "version": 1} | changes


@pytest.mark.parametrize(("lost", "left"), [("bad", ""), ("other", "other")])
def test_their_rating_of_another_answer_goes(ann: Person, lost: str, left: str) -> None:
    """Also its comment that Genie did not take; the answer is drawn again the next time."""
    ratings = {"29:ann": ["NEGATIVE", "bad", "Ann"], "29:bob": ["POSITIVE", "", "Bob"]}
    rest = rest_of(ann, f"{GROUP}/answers/x", answer("x", ratings=ratings, lost_comment=lost))

    assert rest is not None
    assert (rest["ratings"], rest["lost_comment"]) == ({"29:bob": ["POSITIVE", "", "Bob"]}, left)
    assert rest["version"] == 2
    assert rest_of(ann, f"{GROUP}/answers/x", answer("x")) == answer("x")
    assert rest_of(ann, f"{GROUP}/answers/abcd1234", answer("abcd1234")) is None


def test_the_name_of_who_chose_a_space_goes(ann: Person) -> None:
    """The choice is the chat's."""
    item = {"Chat": {"space": ["space-1", "Ann"], "welcomed_at": 1.0}, "e_tag": "1"}
    other = {"Chat": {"space": ["space-1", "Bob"]}}

    assert rest_of(ann, GROUP, item) == {
        "Chat": {"space": ["space-1", ""], "welcomed_at": 1.0},
        "e_tag": "1",
    }
    assert rest_of(ann, GROUP, other) == other


def test_parts_of_shared_items_go(ann: Person) -> None:
    """What names the person by the channel and the id, or by a key."""
    bob = {"channel_id": "msteams", "user_id": "29:bob"}
    same_id = {"channel_id": "webchat", "user_id": "29:ann"}
    item = {
        "wanted": [{"queue_key": HERE, "reference": "1"}, {"queue_key": THERE, "reference": "2"}],
        "news": [{"channel_id": "msteams", "user_id": "29:ann"}, bob, same_id],
    }

    assert rest_of(ann, "remote stops", item) == {
        "wanted": [{"queue_key": THERE, "reference": "2"}],
        "news": [bob, same_id],
    }
    assert rest_of(ann, f"{GROUP}/reports/x", {"job": f"{HERE}/activities/1"}) is None


def test_texts_like_an_id_are_others(ann: Person) -> None:
    """In some channels people choose their ids: that of a space, for one."""
    ann.user_id = "space-1"
    item = {"History": {"asked": [{"space_id": "space-1"}]}, "by_space": {"space-1": {"number": 1}}}

    assert rest_of(ann, f"{THERE}/history", item) == item


def test_nothing_goes_in_another_channel(ann: Person) -> None:
    """The same id and the same name are another person's there."""
    ann.channel_id = "webchat"
    ratings = {"29:ann": ["NEGATIVE", "bad", "Ann"]}
    for item in (answer("x", ratings=ratings), {"Chat": {"space": ["space-1", "Ann"]}}):
        assert rest_of(ann, GROUP, item) == item


def test_only_their_own_conversations_are_learnt(ann: Person) -> None:
    """Others' items may have the person's name in a question."""
    past = {"reference": "1", "space_id": "s", "is_own": True, "conversation_id": "c-1"}
    shared = past | {"is_own": False, "conversation_id": "c-2"}
    session = {
        "space_id": "s",
        "number": 1,
        "shared_question": "",
        "conversation_id": "c-3",
        "uses_own_identity": True,
    }
    sharing = session | {"shared_question": "q", "conversation_id": "c-4"}
    items: dict[str, dict[str, Any]] = {
        f"{HERE}/history": {"History": {"asked": [past, shared]}},
        HERE: {"GenieSessions": {"by_space": {"s": session, "t": sharing}}},
        f"{THERE}/history": {"History": {"asked": [past | {"conversation_id": "c-5"}]}},
    }
    for key, item in items.items():
        learn(ann, key, item)

    assert ann.conversations == {
        Access("s"): {"c-1"},
        Access("s", ("msteams", "29:ann")): {"c-3"},
    }
