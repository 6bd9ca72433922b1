"""The people of the sample company, and the bot: who calls the workspace."""

import uuid
from dataclasses import dataclass
from typing import Final

_NAMESPACE: Final = uuid.UUID("7d6f1f0e-3a51-4b60-9c55-1d0e5a3b2c4d")


@dataclass(frozen=True, slots=True)
class Principal:
    """A person, or the bot's service principal.

    Args:
        user_name: in Databricks and in Entra.
        region: the row filter: only rows of this region are visible; None is all.
        is_member: whether the workspace has a user for them.
    """

    user_name: str
    name: str
    name_zh: str = ""
    region: str | None = None
    is_member: bool = True

    @property
    def object_id(self) -> str:
        """The id in Entra."""
        return str(uuid.uuid5(_NAMESPACE, self.user_name))

    @property
    def user_id(self) -> int:
        """The id in Databricks."""
        return uuid.uuid5(_NAMESPACE, self.user_name).int % 10**16


BOT: Final = Principal("genie-bot", "Genie bot")
MEI: Final = Principal("mei.lin@example.com", "Mei Lin", "林美", "North")
WEI: Final = Principal("wei.chen@example.com", "Wei Chen", "陳威", "Central")
YU: Final = Principal("yu.huang@example.com", "Yu Huang", "黃瑜", "South")
# Known to Entra, and without a user in the workspace.
TING: Final = Principal("ting.wu@example.com", "Ting Wu", "吳婷", "East", is_member=False)
PEOPLE: Final = (MEI, WEI, YU, TING)


def person_of(user_name: str) -> Principal | None:
    """Return the person with this name, if there is one."""
    return next((person for person in PEOPLE if person.user_name == user_name), None)
