"""A Databricks Genie workspace on localhost: for the demo, for tests and for benchmarks.

It implements the Genie Conversation API over a SQL engine (DuckDB) and invented retail data. It
reads questions in English and Traditional Chinese word by word: every word is used in the query, or
the answer names the words that it does not understand.

From a terminal: python -m simulator --port 8080. From Python:

    app = create_app(SimulatorSettings(answer_seconds=(0.0, 0.0), questions_per_minute=0))
    workspace = app[WORKSPACE]
    workspace.fail_next(Fault.DROP_AFTER_COMMIT, method="POST", path_contains="start-conversation")
    workspace.clock.advance(3600)
    workspace.access.forbid_space(MEI, SALES_SPACE_ID)

A switch in a question triggers a fault: [fail], [cancel], [expire], [slow 90],
[late 5], [stall], [warehouse], [429], [503 2], [gone], [retry], [chunks], [links],
[truncated]. simulator/switches.py says what each one does.
"""

from simulator.app import create_app
from simulator.entra import APP_ID_URI, Refusal
from simulator.faults import Fault
from simulator.federation import FederationPolicy
from simulator.journal import AskedQuestion
from simulator.keys import WORKSPACE
from simulator.people import MEI, PEOPLE, TING, WEI, YU, Principal
from simulator.settings import (
    CLIENT_ID,
    CLIENT_SECRET,
    SALES_SPACE_ID,
    SUBJECT_TOKEN,
    SUPPORT_SPACE_ID,
    TOKEN,
    SimulatorSettings,
)
from simulator.token_service import (
    TOKEN_SERVICE,
    Connection,
    TokenService,
    create_token_service,
)
from simulator.workspace import Workspace

__all__ = [
    "APP_ID_URI",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "MEI",
    "PEOPLE",
    "SALES_SPACE_ID",
    "SUBJECT_TOKEN",
    "SUPPORT_SPACE_ID",
    "TING",
    "TOKEN",
    "TOKEN_SERVICE",
    "WEI",
    "WORKSPACE",
    "YU",
    "AskedQuestion",
    "Connection",
    "Fault",
    "FederationPolicy",
    "Principal",
    "Refusal",
    "SimulatorSettings",
    "TokenService",
    "Workspace",
    "create_app",
    "create_token_service",
]
