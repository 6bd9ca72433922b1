"""Whether a member of a conversation is a guest, as far as Teams tells.

An activity does not say it: its tenant is that of the conversation, and guests have an id in that
tenant's directory, too. The conversation's roster does; see docs/configuration.md.

Source:
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context
"""

from collections.abc import Set
from typing import Final

from bot.activities.activity import Json

# The mark of a guest's account in the name by which people sign in.
# Source: https://learn.microsoft.com/entra/external-id/user-properties
_OF_GUESTS: Final = "#EXT#"
_USER: Final = "user"  # and not "anonymous", as in a meeting


def is_guest(member: Json, tenants: Set[str]) -> bool:
    """Whether a member of the roster is anyone but a user with an account in one of the tenants."""
    role, tenant = member.get("userRole") or _USER, member.get("tenantId")
    name = member.get("userPrincipalName")
    is_known = isinstance(name, str) and bool(name) and isinstance(tenant, str)
    if not is_known or role != _USER:
        return True
    return tenant.lower() not in tenants or _OF_GUESTS in name.upper()  # type: ignore[union-attr]
