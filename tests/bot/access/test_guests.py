"""Who is a guest, as far as the roster tells."""

from typing import Any

import pytest

from bot.access.guests import is_guest

TENANT = "aaaaaaaa-0000-4000-8000-000000000000"
USER = {
    "tenantId": TENANT.upper(),
    "userRole": "user",
    "userPrincipalName": "ann@contoso.com",
}


@pytest.mark.parametrize(
    "changes", [{}, {"userRole": None}, {"userPrincipalName": "ext@contoso.com"}]
)
def test_a_user_of_the_tenant_is_no_guest(changes: dict[str, Any]) -> None:
    """Not every channel names a role."""
    assert not is_guest(USER | changes, {TENANT})


@pytest.mark.parametrize(
    "changes",
    [
        {"userPrincipalName": "gus_fabrikam.com#EXT#@contoso.onmicrosoft.com"},
        {"userPrincipalName": "gus_fabrikam.com#ext#@contoso.onmicrosoft.com"},
        {"userPrincipalName": ""},
        {"userPrincipalName": None},
        {"userPrincipalName": 7},
        {"userRole": "anonymous"},
        {"userRole": "guest"},
        {"tenantId": "bbbbbbbb-0000-4000-8000-000000000000"},
        {"tenantId": None},
    ],
)
def test_everyone_else_is_a_guest(changes: dict[str, Any]) -> None:
    """Also who is not known."""
    assert is_guest(USER | changes, {TENANT})
