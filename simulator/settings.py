"""Settings of a simulated workspace."""

from dataclasses import dataclass
from typing import Literal

from simulator.federation import ENTRA_POLICY, FederationPolicy

SALES_SPACE_ID = "01f0a5c1d2e34f5a8b9c0d1e2f3a4b5c"
SUPPORT_SPACE_ID = "01f0a5c1d2e35a6b9c0d1e2f3a4b5c6d"

# Not secrets: the workspace is on loopback, over invented data, and prints them at start.
TOKEN = "demo-token"  # noqa: S105
CLIENT_ID = "demo-client"
CLIENT_SECRET = "demo-secret"  # noqa: S105
SUBJECT_TOKEN = "demo-subject-token"  # noqa: S105 - of an issuer that the workspace trusts

ExpiredAnswer = Literal["closed", "not_found"]


@dataclass(frozen=True, slots=True)
class SimulatorSettings:
    """Settings of the workspace; the defaults are those of a real one.

    Args:
        answer_seconds: shortest and longest time of an answer, in seconds.
        questions_per_minute: questions accepted in any window, over all spaces; 0 is no limit.
        question_window_s: length of that window; tests shorten it.
        docs_style: answer like the official guide's examples (nulls, seconds, IN_PROGRESS)
            instead of like recorded workspaces.
        expires_in_s: life of an OAuth token, which is refused in its last 30 seconds.
        person_token_s: life of a person's token of Entra.
        federation: whose tokens are exchanged for tokens of Databricks.
        expired_answer: the response for an expired result, which Databricks does not document:
            state CLOSED, or a 404.
        seed: determines how long each answer takes; the data set has a seed of its own.
    """

    answer_seconds: tuple[float, float] = (3.0, 8.0)
    questions_per_minute: int = 5
    question_window_s: float = 60.0
    docs_style: bool = False
    expires_in_s: int = 3600
    person_token_s: int = 3600
    federation: FederationPolicy = ENTRA_POLICY
    expired_answer: ExpiredAnswer = "closed"
    seed: int = 2026
