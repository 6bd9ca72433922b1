"""The parts that decide who may ask: rules from the settings, and where facts come from."""

from functools import partial

import aiohttp

from bot.access.decision import Allowed, Rules
from bot.access.lookups import LookupFailedError
from bot.access.permissions import Groups, Permissions
from bot.activities.activity import Activity, Conversation, Json
from bot.admission.person_limits import PersonLimits
from bot.audit.audit import Audit
from bot.channel.adapter import BotAdapter
from bot.channel.errors import ChannelError
from bot.messaging.capabilities import CapabilitiesOf
from bot.questions.refusals import Refusals
from config import Settings
from server.lifetime import Resources
from server.overrides import Overrides
from settings.access import AllowSettings


class AccessParts:
    """The parts that decide who may ask."""

    def __init__(  # noqa: PLR0913 - what the parts are made of
        self,
        settings: Settings,
        overrides: Overrides,
        resources: Resources,
        *,
        adapter: BotAdapter,
        audit: Audit,
        capabilities: CapabilitiesOf,
    ) -> None:
        access, rules, clock = settings.access, rules_of(settings), overrides.clock

        def knows_people(channel_id: str, conversation: Conversation) -> bool:
            return capabilities(channel_id, conversation).has_tenants

        self.permissions = Permissions(
            rules,
            tenants=access.tenants,
            roster=partial(_member, adapter),
            groups=_groups(settings, overrides, resources.session) if rules.groups else None,
            knows_people=knows_people,
            clock=clock,
        )
        limits = PersonLimits(
            resources.store.items,
            clock=clock,
            per_minute=access.per_minute,
            per_day=access.per_day,
        )
        contact = settings.bot.admin_contact
        self.refusals = Refusals(self.permissions, limits, audit, contact=contact)


def rules_of(settings: Settings) -> Rules:
    """Return the rules of the settings."""
    access = settings.access
    return Rules(
        {space.space_id: _allowed(space.allow) for space in settings.genie.spaces},
        guests=access.guests,
        channels=access.channels,
        group_chats=access.group_chats,
    )


def _allowed(allow: AllowSettings | None) -> Allowed | None:
    return None if allow is None else Allowed(allow.people, allow.chats, allow.groups)


async def _member(adapter: BotAdapter, activity: Activity) -> Json:
    try:
        return await adapter.member(activity)
    except ChannelError as exc:
        raise LookupFailedError(f"the roster cannot be read: {exc}") from exc


def _groups(settings: Settings, overrides: Overrides, session: aiohttp.ClientSession) -> Groups:
    from server.graph import Graph, graph_tokens  # noqa: PLC0415 - only some deployments need it

    tokens = overrides.graph_tokens or graph_tokens(settings.bot, session, overrides)
    return Graph(session, tokens, base_url=overrides.graph_url)
