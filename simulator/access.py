"""What each principal may do in the workspace. Tests take it away."""

import re
from collections.abc import Mapping
from typing import Final

from simulator import errors
from simulator.conversations import Conversation
from simulator.people import BOT, Principal
from simulator.statements import Statement

_TABLE: Final = re.compile(r"`retail`\.`(\w+)`\.`(\w+)`")


class Access:
    """The permissions. Everybody has them until a test removes one; the bot keeps its own.

    For tests: remove_user(), forbid_space(), forbid_table(), restore().
    """

    def __init__(self) -> None:
        self._removed: set[Principal] = set()
        self._spaces: set[tuple[Principal, str]] = set()
        self._tables: set[tuple[Principal, str]] = set()

    # ---- for tests

    def remove_user(self, person: Principal) -> None:
        """Remove the person's user from the workspace."""
        self._removed.add(person)

    def forbid_space(self, person: Principal, space_id: str) -> None:
        """Take away CAN RUN on a space."""
        self._spaces.add((person, space_id))

    def forbid_table(self, person: Principal, table: str) -> None:
        """Take away SELECT on a table, such as "retail.sales.orders"."""
        self._tables.add((person, table))

    def restore(self) -> None:
        """Give everybody everything back."""
        for taken in (self._removed, self._spaces, self._tables):
            taken.clear()

    # ---- for the workspace

    def is_member(self, caller: Principal) -> bool:
        """Whether the workspace has a user for them."""
        return caller.is_member and caller not in self._removed

    def may_use(self, caller: Principal, space_id: str) -> bool:
        """Whether the caller may ask this space."""
        return (caller, space_id) not in self._spaces

    def admit(
        self,
        caller: Principal,
        path: Mapping[str, str],
        conversations: Mapping[str, Conversation],
        statements: Mapping[str, Statement],
    ) -> None:
        """Check the ids in the path of a request, or raise the error of the first forbidden one.

        The bot may see everything, and each person their own conversations and queries.
        """
        if not self.is_member(caller):
            raise errors.no_user()
        space_id = path.get("space_id", "")
        if not self.may_use(caller, space_id):
            raise errors.space_forbidden(space_id, caller.user_name)
        conversation = conversations.get(path.get("conversation_id", ""))
        if conversation and not may_see(caller, conversation.owner):
            raise errors.not_found("Conversation", conversation.conversation_id)
        statement = statements.get(path.get("statement_id", ""))
        if statement and not may_see(caller, statement.owner):
            raise errors.not_found("Statement", statement.statement_id)

    def query_error(self, caller: Principal, sql: str) -> str | None:
        """Return the error of a query that reads a forbidden table, if it does."""
        for schema, name in _TABLE.findall(sql):
            table = f"retail.{schema}.{name}"
            if (caller, table) in self._tables:
                return (
                    "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have "
                    f"SELECT on Table '{table}'. SQLSTATE: 42501"
                )
        return None


def may_see(caller: Principal, owner: Principal) -> bool:
    """Whether the caller may see what belongs to this owner."""
    return caller in (BOT, owner)
