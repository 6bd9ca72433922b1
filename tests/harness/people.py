"""People and conversations, in a channel's JSON."""

from typing import Any

Changes = dict[str, Any]

GROUP_ID = "19:group"
TEAM_ID = "19:team@thread.tacv2;messageid=1"


def someone(name: str) -> Changes:
    """Return a person."""
    return {"from": {"id": f"29:{name.lower()}", "name": name}}


def personal(name: str = "Ann") -> Changes:
    """Return a person alone with the bot in Teams, where streams are allowed."""
    conversation = {"id": f"a:{name.lower()}", "conversationType": "personal"}
    return someone(name) | {"conversation": conversation}


def group(name: str = "Ann", conversation_id: str = GROUP_ID) -> Changes:
    """Return a person in a group chat in Teams."""
    conversation = {"id": conversation_id, "conversationType": "groupChat", "isGroup": True}
    return someone(name) | {"conversation": conversation}


def team(name: str = "Ann") -> Changes:
    """Return a person in a thread of a team's channel."""
    conversation = {"id": TEAM_ID, "conversationType": "channel", "isGroup": True}
    return someone(name) | {"conversation": conversation}


def emulator(name: str = "Ann", *, channel_id: str = "emulator") -> Changes:
    """Return a person in the Bot Framework Emulator, or in another channel that is not Teams."""
    conversation = {"id": f"{channel_id}:{name.lower()}"}
    return someone(name) | {"conversation": conversation, "channelId": channel_id}


def webchat(name: str = "Ann") -> Changes:
    """Return a person on a web page."""
    return emulator(name, channel_id="webchat")


def chat_of(changes: Changes) -> str:
    """Return the id of the conversation in these changes."""
    return str(changes["conversation"]["id"])
