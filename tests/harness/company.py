"""A company whose people ask with their own identity: who they are, and what only they may see."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from cards import ActionKind
from simulator import MEI, WEI, YU, Principal, Workspace
from simulator.catalogue import STORES
from simulator.token_service.service import ChannelUser
from tests.cards.look import actions
from tests.harness.fake_channel import FakeChannel
from tests.harness.sign_in import SignIn
from tests.harness.world import World

# Who in the channel is who in Entra.
IDENTITIES: Final[Mapping[str, Principal]] = {"Ann": MEI, "Bob": WEI, "Cy": YU}
# A question whose rows name the stores of the person's region, and have several pages.
STORES_BY_MONTH: Final = "Show revenue by store and month"


def sign_all_in(
    sign_in: SignIn, names: Iterable[str] = IDENTITIES, channel: str = "msteams"
) -> None:
    """Sign these people in, as if they had done so before."""
    for name in names:
        user = ChannelUser(channel, f"29:{name.lower()}")
        assertion = sign_in.service.entra.sso_token(IDENTITIES[name])
        sign_in.service.exchange(user, sign_in.service.connection.name, assertion)


def stores_of(name: str) -> set[str]:
    """Return the stores whose rows only this person sees."""
    region = IDENTITIES[name].region
    return {store[1] for store in STORES if store[3] == region}


def seen(text: str) -> set[str]:
    """Return whose rows are in a text."""
    return {name for name in IDENTITIES if any(store in text for store in stores_of(name))}


def sent_to(channel: FakeChannel, conversation_id: str) -> str:
    """Return every byte that was ever sent into a conversation, also what was replaced since."""
    return "\n".join(repr(call.activity) for call in channel.log_of(conversation_id))


def requests_of(workspace: Workspace, name: str) -> int:
    """Return how many requests Databricks got with a person's identity."""
    user_name = IDENTITIES[name].user_name
    return sum(request.user_name == user_name for request in workspace.requests)


def answers_of(world: World, conversation_id: str) -> list[str]:
    """Return whose rows each answer in a conversation shows now."""
    return ["".join(sorted(seen(repr(m)))) for m in world.answers(conversation_id)]


def in_cards(world: World, chat: str, kind: ActionKind) -> list[dict[str, Any]]:
    """Return the payloads of all buttons of a kind in a chat."""
    cards = [a["content"] for m in world.channel.of(chat) for a in m.get("attachments", ())]
    return [payload for card in cards for payload in actions(card, kind)]
