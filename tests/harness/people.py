"""Who speaks, and where, as a channel describes it."""

from typing import Any

Changes = dict[str, Any]

GROUP_ID = "19:group"
TEAM_ID = "19:team@thread.tacv2;messageid=1"


def someone(name: str) -> Changes:
    """A person."""
    return {"from": {"id": f"29:{name.lower()}", "name": name}}


def personal(name: str = "Ann") -> Changes:
    """A person alone with the bot in Teams, where streams are allowed."""
    conversation = {"id": f"a:{name.lower()}", "conversationType": "personal"}
    return someone(name) | {"conversation": conversation}


def group(name: str = "Ann", conversation_id: str = GROUP_ID) -> Changes:
    """A person in a group chat in Teams."""
    conversation = {"id": conversation_id, "conversationType": "groupChat", "isGroup": True}
    return someone(name) | {"conversation": conversation}


def team(name: str = "Ann") -> Changes:
    """A person in a thread of a team's channel."""
    conversation = {"id": TEAM_ID, "conversationType": "channel", "isGroup": True}
    return someone(name) | {"conversation": conversation}


def emulator(name: str = "Ann", *, channel_id: str = "emulator") -> Changes:
    """A person in the Bot Framework Emulator, or in another channel that is not Teams."""
    conversation = {"id": f"{channel_id}:{name.lower()}"}
    return someone(name) | {"conversation": conversation, "channelId": channel_id}


def webchat(name: str = "Ann") -> Changes:
    """A person on a web page."""
    return emulator(name, channel_id="webchat")


def chat_of(changes: Changes) -> str:
    """The id of the conversation that a person speaks in."""
    return str(changes["conversation"]["id"])
