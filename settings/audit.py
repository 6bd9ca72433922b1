"""What is recorded of what people do, and who may see summaries of it."""

from dataclasses import dataclass
from typing import Final

from settings.reader import EnvironmentReader

# History is kept as long, with questions; the audit trail has neither these nor names.
_DEFAULT_DAYS: Final = 30
_LONGEST_DAYS: Final = 3650
_DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """The audit trail, kept for so many days. 0: there is none.

    keeps_questions: it has questions and comments as well. is_logged: its lines are also written
    to standard output.
    """

    days: int
    keeps_questions: bool
    is_logged: bool

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
    )
