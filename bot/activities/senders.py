"""The reader of a turn's messages, from what the activity says about its sender."""

from bot.activities.activity import Activity
from cards import Reader


def reader_of(activity: Activity, *, text: str = "", setting: str = "") -> Reader:
    """Choose language, locale and zone. text is what the person typed; setting is their choice."""
    return Reader.of(
        text,
        setting=setting,
        locale_tag=activity.locale,
        zone_name=activity.local_timezone or _client_zone(activity),
    )


def _client_zone(activity: Activity) -> str:
    """Return the time zone that Teams' clients send in an entity of their own."""
    for entity in activity.entities:
        match entity:
            case {"type": "clientInfo", "timezone": str(zone)}:
                return zone
    return ""
