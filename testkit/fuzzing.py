"""Inputs that no client sends by itself: valid ones, changed in a few places, from a seed."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

# More than one change at a time is rarer, since most are refused before the next one matters.
_CHANGES: Final = (1, 1, 1, 2, 3)
_MOST_BYTES_CHANGED: Final = 8
# Of a hundred inputs.
_LINKS, _BROKEN, _PRESSES = 10, 10, 50
_DEEP: Final = json.loads("[" * 70 + "]" * 70)
# Values of the wrong type or size, and texts that mean something to a program on the way.
_ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1.5, 2**63, 1e308, float("nan")),
    *([], {}, [[]], [None], [{}], {"id": {}}, {"type": []}, ["a", "b"], _DEEP),
    *("", " ", "\n", "0", "-1", "x" * 5_000, "💥" * 100, "²", "null", "[]"),
    *(
        "\x00",
        "\u202egnp.exe",
        "\u200b",
        "\ud800",
        "=1+1",
        "{{DATE(x)}}",
        "<at>Genie</at>",
        "</at>",
    ),
    *("../../etc/passwd", "'; DROP TABLE x;--", "__proto__", "javascript:alert(1)", "%s%n", "*_~`"),
)


@dataclass(frozen=True, slots=True)
class Input:
    """What to send: the body of an activity, or the last part of a link to a file."""

    kind: str
    body: bytes = b""
    token: str = ""


class Fuzzer:
    """Makes inputs from valid ones.

    Args:
        seed: the same one makes the same inputs.
        activities: valid ones.
        press: an activity that presses a button.
        payloads: the data of real buttons.
        tokens: the last parts of real links.
    """

    def __init__(
        self,
        seed: int,
        *,
        activities: Sequence[Json],
        press: Json,
        payloads: Sequence[Json],
        tokens: Sequence[str],
    ) -> None:
        self._random = random.Random(seed)  # noqa: S311 - not for secrets
        self._activities = activities
        self._press = press
        self._payloads = payloads
        self._tokens = tokens or ("token",)

    def inputs(self, count: int) -> Iterator[Input]:
        """Yield this many inputs."""
        for _ in range(count):
            yield self._input()

    def _input(self) -> Input:
        number = self._random.randrange(100)
        if number < _LINKS:
            token = self._random.choice(self._tokens).encode()
            return Input("link", token=self._broken(token).decode("latin-1"))
        if number < _LINKS + _BROKEN:
            return Input("bytes", self._broken(json.dumps(self._activity()).encode()))
        if number < _LINKS + _BROKEN + _PRESSES:
            payload = self._changed(self._random.choice(self._payloads))
            return Input("press", self._written(self._press | {"value": payload}))
        return Input("activity", self._written(self._changed(self._activity())))

    def _activity(self) -> Json:
        return self._random.choice(self._activities)

    def _written(self, activity: Json) -> bytes:
        # The channel never sends the same id twice for different activities.
        number = self._random.randrange(10**12)
        if isinstance(activity.get("id"), str):
            activity = activity | {"id": f"{activity['id']}-{number}"}
        return json.dumps(activity).encode()

    def _changed(self, value: Json) -> Json:
        """Change a copy in a few places."""
        copy = {"value": deepcopy(value)}
        for _ in range(self._random.choice(_CHANGES)):
            self._change(copy)
        return copy["value"] if isinstance(copy["value"], dict) else value

    def _change(self, value: Json) -> None:
        places = list(_places(value))
        parent, key = self._random.choice(places)
        match self._random.randrange(8):
            case 0 if parent is not value:
                del parent[key]
            case 1:
                parent[key] = [parent[key], deepcopy(parent[key])]
            case 2:
                other, name = self._random.choice(places)
                parent[key] = deepcopy(other[name])
            case 3 if isinstance(parent[key], str):
                parent[key] = self._edited(parent[key])
            case _:
                parent[key] = deepcopy(self._random.choice(_ODD))

    def _edited(self, text: str) -> str:
        at = self._random.randint(0, len(text))
        odd = self._random.choice([each for each in _ODD if isinstance(each, str)])
        return self._random.choice([text[:at], text[at:], text[:at] + odd + text[at:], text * 2])

    def _broken(self, body: bytes) -> bytes:
        broken = bytearray(body)
        for _ in range(self._random.randint(1, _MOST_BYTES_CHANGED)):
            broken[self._random.randrange(len(broken))] = self._random.randrange(256)
        return bytes(broken[: self._random.randint(1, 2 * len(broken))])


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each place in a JSON value: its container and its key or index."""
    if isinstance(value, Mapping | list):
        items = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, child in list(items):
            yield value, key
            yield from _places(child)


def buttons(card: object) -> Iterator[Json]:
    """Yield the data of each button of a message or card."""
    for parent, key in _places(card):
        if key == "data" and isinstance(parent[key], dict) and "do" in parent[key]:
            yield parent[key]


def valid_activities(message: Json) -> list[Json]:
    """Return valid activities of each kind that the bot handles, from a message of a person."""
    bare = {name: value for name, value in message.items() if name != "text"}
    person, bot = message["from"], message["recipient"]

    def invoke(name: str, value: Json) -> Json:
        return bare | {"type": "invoke", "name": name, "value": value, "replyToId": "m-1"}

    thumb = {"reaction": "like", "feedback": '{"feedbackText":"good"}'}
    consent = {
        "action": "accept",
        "context": {"offer": "0123456789abcdef0123456789abcdef"},
        "uploadInfo": {"uploadUrl": "https://contoso.sharepoint.com/x", "name": "a.csv"},
    }
    return [
        *(message | {"text": text} for text in ("help", "history", "new", "stop", "language")),
        message | {"text": "<at>Genie</at> Show revenue by region", "entities": [_mention(bot)]},
        message | {"attachments": [{"contentType": "text/html", "content": "<p>help</p>"}]},
        message | {"attachments": [{"contentType": "image/png", "contentUrl": "https://x/1"}]},
        bare | {"type": "conversationUpdate", "membersAdded": [bot, person]},
        bare | {"type": "conversationUpdate", "membersRemoved": [person]},
        bare | {"type": "installationUpdate", "action": "add"},
        bare | {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        bare | {"type": "event", "name": "application/vnd.microsoft.meetingStart", "value": {}},
        invoke("message/submitAction", {"actionName": "feedback", "actionValue": thumb}),
        invoke("message/fetchTask", {"data": {"actionName": "feedback", "actionValue": thumb}}),
        invoke("fileConsent/invoke", consent),
        invoke("fileConsent/invoke", consent | {"action": "decline"}),
        invoke("adaptiveCard/action", {"action": {"type": "Action.Execute", "data": {}}}),
        invoke("signin/verifyState", {"state": "123456"}),
        invoke("composeExtension/query", {"parameters": [{"name": "q", "value": "x"}]}),
    ]


def _mention(who: Json) -> Json:
    return {"type": "mention", "mentioned": who, "text": "<at>Genie</at>"}
