"""Converts the SDK's activities and ours."""

from typing import Final

from botbuilder import schema
from botbuilder.schema import Activity as SdkActivity
from msrest.exceptions import DeserializationError
from msrest.serialization import Deserializer

from bot.activities.activity import Activity, Json
from bot.activities.parsing import BadActivityError
from bot.channel.serializing import as_json

# Free-form JSON: it is used as it is, since the SDK would copy it value by value.
_FREE: Final = {"channelData": "channel_data", "value": "value"}
# SdkActivity.deserialize would make one for each activity, whose memory only a collection frees.
_READ: Final = Deserializer(
    {name: kind for name, kind in vars(schema).items() if isinstance(kind, type)}
)


def sdk_activity(body: Json) -> SdkActivity:
    """Make the SDK's activity from its JSON.

    Raises:
        BadActivityError: a field does not have the type that the protocol requires.
    """
    typed = {name: value for name, value in body.items() if name not in _FREE}
    try:
        activity: SdkActivity = _READ(SdkActivity.__name__, typed)
    except DeserializationError as exc:
        raise BadActivityError("a field does not have the type the protocol demands") from exc
    for name, attribute in _FREE.items():
        setattr(activity, attribute, body.get(name))
    return activity


def activity_of(activity: SdkActivity) -> Activity:
    """Read an activity of the SDK, whose entities have only their type as an attribute."""
    body = as_json(activity)
    if activity.entities:
        body["entities"] = [e.additional_properties | {"type": e.type} for e in activity.entities]
    return Activity.from_json(body)
