"""For whom a turn's words are written: what the activity says of its sender."""

from typing import Any

from botbuilder.schema import Activity

from cards import Reader


def reader_of(activity: Activity, *, text: str = "", setting: str = "") -> Reader:
    """Choose language, locale and zone. text is what the person typed; setting what they chose."""
    return Reader.of(
        text,
        setting=setting,
        locale_tag=activity.locale or "",
        zone_name=activity.local_timezone or _client_zone(activity),
    )


def _client_zone(activity: Activity) -> str:
    """Return the time zone that Teams' clients tell in an entity of their own."""
    for entity in activity.entities or []:
        known: dict[str, Any] = entity.additional_properties or {}
        if entity.type == "clientInfo" and isinstance(zone := known.get("timezone"), str):
            return zone
    return ""
