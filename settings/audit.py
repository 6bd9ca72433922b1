"""What is recorded of what people do, and who may see summaries of it."""

import re
from dataclasses import dataclass
from typing import Final

from settings.reader import EnvironmentReader

# History is kept as long, with questions; the audit trail has neither these nor names.
_DEFAULT_DAYS: Final = 30
_LONGEST_DAYS: Final = 3650
_DAY_S: Final = 86_400.0
# Those of the Agents Playground have one more digit.
_OBJECT_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12,13}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """The audit trail, kept for so many days. 0: there is none.

    keeps_questions: it has questions and comments as well. is_logged: its lines are also written
    to standard output. admins are the ids in Entra, in lower case, of those who see summaries.
    """

    days: int
    keeps_questions: bool
    is_logged: bool
    admins: tuple[str, ...]

    @property
    def kept_s(self) -> float:
        """How long a line is kept, in seconds."""
        return self.days * _DAY_S


def read_audit(read: EnvironmentReader) -> AuditSettings:
    """Read the settings of the audit trail."""
    return AuditSettings(
        days=read.whole("AUDIT_DAYS", _DEFAULT_DAYS, low=0, high=_LONGEST_DAYS),
        keeps_questions=read.flag("AUDIT_QUESTIONS"),
        is_logged=read.flag("AUDIT_LOG"),
        admins=_admins(read),
    )


def _admins(read: EnvironmentReader) -> tuple[str, ...]:
    admins = tuple(read.text("ADMINS").lower().replace(",", " ").split())
    for admin in admins:
        if not _OBJECT_ID.fullmatch(admin):
            read.problem(
                f"ADMINS has {admin!r}: write the object ids of people in Entra, separated by "
                "commas; whoami shows a person's own"
            )
    return admins
