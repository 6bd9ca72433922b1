"""What items of state have of a person, and what is left of them without it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, unquote

from bot.activities.activity import Activity
from bot.state.scopes import chat_key
from bot.storage.store import JsonObject
from genie import Access

GONE: Final = object()


@dataclass(slots=True)
class Person:
    """A person in a channel, and what is found out of them on the way.

    Args:
        directory_id: in Entra; "" if it is not known.
        names: under which the channel knows the person.
        own_chats: the keys of chats in which the person is alone with the bot.
        references: of the person's questions.
        conversations: in Genie, by the access to them.
    """

    channel_id: str
    user_id: str
    directory_id: str = ""
    names: set[str] = field(default_factory=set)
    own_chats: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    conversations: dict[Access, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, activity: Activity) -> "Person":
        """The sender of an activity, with that chat if it is their own."""
        sender = activity.sender
        person = cls(activity.channel_id, sender.id, sender.aad_object_id)
        person.note(activity)
        return person

    def note(self, activity: Activity) -> None:
        """Note what an activity of theirs says."""
        self.names |= {activity.sender.name} - {""}
        if not activity.conversation.is_group:
            self.own_chats.add(chat_key(activity))

    @property
    def quoted(self) -> str:
        """The id as it stands in keys."""
        return quote(self.user_id, safe="")

    def ids(self) -> list[str]:
        """The ids to look for in items, as JSON has them; keys have chats without their channel."""
        chats = [chat.partition("/")[2] for chat in self.own_chats]
        known = [self.quoted, self.user_id, self.directory_id, *self.references, *chats]
        return _in_json(known)

    def names_in_json(self) -> list[str]:
        """The names to look for in items."""
        return _in_json(self.names)

    def is_named_by(self, part: JsonObject) -> bool:
        """Whether an object names the person where ids stand; other texts may be like an id."""
        match part:
            case {"channel_id": channel_id, "user_id": user_id}:
                pass
            case {"channelId": channel_id, "user": {"id": user_id}}:
                pass
            case _:
                return False
        return (channel_id, user_id) == (self.channel_id, self.user_id)

    def owns_key(self, key: str) -> bool:
        """Whether a key of state or of the journal is about this person alone."""
        if not key.startswith(f"{quote(self.channel_id, safe='')}/"):
            return key == f"{self.channel_id}/users/{self.user_id}"
        is_in_chat = key in self.own_chats or key.startswith(tuple(f"{c}/" for c in self.own_chats))
        if key == f"{self.channel_id}/users/{self.user_id}/questions":
            return True  # how many they asked; see person_key
        users = f"/users/{self.quoted}"
        return is_in_chat or key.endswith((users, f"/users/{self.user_id}")) or f"{users}/" in key

    def note_genie(self, space_id: str, conversation_id: str, *, uses_own_identity: bool) -> None:
        """Note a conversation in Genie that is this person's alone."""
        who = (self.channel_id, self.user_id) if uses_own_identity else None
        if conversation_id:
            self.conversations.setdefault(Access(space_id, who), set()).add(conversation_id)


def learn(person: Person, key: str, item: JsonObject) -> None:
    """Note what an item tells of a person: names, chats, questions, conversations in Genie."""
    is_own = person.owns_key(key)
    for part in objects_in(item):
        match part:
            case {"conversation": {"user": {"id": user_id}, **address}, "reference": reference}:
                if (address.get("channelId"), user_id) == (person.channel_id, person.user_id):
                    _learn_question(person, part, str(reference))
            case {"reference": str(), "is_own": True, "conversation_id": str(genie_id)} if is_own:
                _note(person, part, genie_id)  # of history
            case {"number": int(), "shared_question": "", "conversation_id": str(genie_id)} if (
                is_own
            ):
                _note(person, part, genie_id)  # of a session


def _learn_question(person: Person, question: JsonObject, reference: str) -> None:
    person.references.add(reference)
    person.note(Activity.at(question["conversation"]))
    if not question.get("is_sharer"):
        _note(person, question, question.get("genie_conversation_id", ""))


def _note(person: Person, part: JsonObject, conversation_id: str) -> None:
    own = bool(part.get("uses_own_identity"))
    person.note_genie(part["space_id"], conversation_id, uses_own_identity=own)


def rest_of(person: Person, key: str, item: JsonObject) -> JsonObject | None:
    """Return what is left of an item without a person; None: nothing."""
    if _in_other_channel(person, key):
        return item
    is_link = key in {f"answers/{reference}" for reference in person.references}
    if person.owns_key(key) or is_link or item.get("reference") in person.references:
        return None
    match item:
        case {"question": {"reference": reference, "conversation": {"user": _}}}:
            # Of other people's answers, the person's rating goes.
            return None if reference in person.references else _without_rating(person, item)
        case {"Chat": {"space": [space_id, name], **others}} if name in person.names:
            return item | {"Chat": others | {"space": [space_id, ""]}}
    rest = _pruned(person, item)
    return rest if isinstance(rest, dict) else None


def _in_other_channel(person: Person, key: str) -> bool:
    """Whether a key is of a chat or a person in another channel, where the same ids are others'."""
    channel, _, rest = key.partition("/")
    is_of_channel = rest.startswith(("conversations/", "users/"))
    return is_of_channel and unquote(channel) != person.channel_id


def _without_rating(person: Person, item: JsonObject) -> JsonObject:
    ratings = dict(item.get("ratings", {}))
    mine = ratings.pop(person.user_id, None)
    if mine is None:
        return item
    lost = "" if item.get("lost_comment") in mine else item.get("lost_comment", "")
    version = item.get("version", 0) + 1
    return item | {"ratings": ratings, "lost_comment": lost, "version": version}


def _pruned(person: Person, value: Any) -> Any:
    """Return a value without the parts that name the person; GONE: it names them itself."""
    if isinstance(value, dict):
        texts = [part for part in value.values() if isinstance(part, str)]
        if person.is_named_by(value) or any(person.owns_key(text) for text in texts):
            return GONE
        kept = {n: _pruned(person, part) for n, part in value.items() if not person.owns_key(n)}
        return {name: part for name, part in kept.items() if part is not GONE}
    if isinstance(value, list):
        return [part for each in value if (part := _pruned(person, each)) is not GONE]
    return GONE if isinstance(value, str) and person.owns_key(value) else value


def _in_json(texts: Iterable[str]) -> list[str]:
    return sorted({json.dumps(each, ensure_ascii=False)[1:-1] for each in texts if each})


def objects_in(value: Any) -> Iterator[JsonObject]:
    """Yield an object and all objects in it."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, (dict, list)):
            yield from objects_in(part)
