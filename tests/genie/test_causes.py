"""The sentence, the log line and the next step for every way in which Databricks refuses."""

import re
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest
from aiohttp import web

from cards import AMERICAN, AskedQuestion, problem_message, replacement_remark
from genie import Answered, Asked, Failed, Genie, GenieWorkspace
from genie.errors import GenieError
from genie.said import REASON
from tests.cards.look import elements, texts_of
from tests.clocks import FakeClock
from tests.genie.events import all_of
from tests.genie.fake import (
    MESSAGE,
    MESSAGES,
    RESULT,
    START,
    FakeGenie,
    Reply,
    message,
    ok,
    query,
    started,
    statement,
)

CONTINUED = MESSAGES.replace("c-1", "c-0")
QUESTION = AskedQuestion("How many?", "a1b2c3d4", AMERICAN, contact="data@contoso.com")


class Case(NamedTuple):
    """A response, and its effects.

    at: "start" (a first question), "post" (a further one), "poll" (its message), "failed" (with
    which it ended) or "result". code: the HTTP status, the type of the error, or the SQLSTATE.
    """

    at: str
    code: str
    body: str
    reason: str
    person: str
    operator: str
    step: str


def read_cases() -> list[Case]:
    """Read the table: blocks of lines "name: value"."""
    cases = []
    for block in Path(__file__).with_name("causes.txt").read_text("utf-8").split("\n\n"):
        told = dict(line.split(":", 1) for line in block.strip().splitlines())
        said = {name: value.strip() for name, value in told.items()}
        at, _, code = said["response"].partition(" ")
        reason = said.get("reason", "")
        words = (said[name] for name in ("person", "operator", "next"))
        cases.append(Case(at, code, said["body"], reason, *words))
    return cases


CASES = read_cases()


class Tokens:
    """A service principal's tokens; a refused one is replaced."""

    def __init__(self) -> None:
        self.number = 1

    async def token(self) -> str:
        """Return the current token."""
        return f"t-{self.number}"

    def refused(self, token: str) -> bool:
        """Replace it."""
        self.number += 1
        return True


@pytest.fixture
def tokens() -> Tokens:
    """The tokens that the client uses."""
    return Tokens()


@pytest.fixture
def genie(session: aiohttp.ClientSession, base_url: str, clock: FakeClock, tokens: Tokens) -> Genie:
    """The client of a service principal."""
    workspace = GenieWorkspace(session, base_url=base_url, tokens=tokens, clock=clock)
    return workspace.genie("space-1")


def says(status: int, body: str, reason: str) -> Reply:
    """Reply with this text, as JSON or as a page."""

    async def reply(_: web.Request) -> web.StreamResponse:
        kind = "application/json" if body.startswith("{") else "text/html"
        headers = {REASON: reason} if reason else {}
        return web.Response(text=body, status=status, content_type=kind, headers=headers)

    return reply


def script(fake: FakeGenie, case: Case) -> None:
    """Let the workspace respond so at this point, and accept everything else."""
    fake.will("POST", START, ok(started("COMPLETED")))
    fake.will("POST", CONTINUED, ok(message("SUBMITTED")))
    fake.will("GET", CONTINUED, ok({"messages": []}))
    match case.at:
        case "post":
            fake.will("POST", CONTINUED, says(int(case.code), case.body, case.reason))
        case "start":
            fake.will("POST", START, says(int(case.code), case.body, case.reason))
        case "poll":
            fake.will("GET", MESSAGE, says(int(case.code), case.body, case.reason))
        case "failed":
            error = {"type": case.code, "error": case.body}
            fake.will("GET", MESSAGE, ok(message("FAILED", error=error)))
        case _:
            error = {"error_code": "BAD_REQUEST", "message": case.body}
            status = {"state": "FAILED", "error": error, "sql_state": case.code}
            fake.will("GET", MESSAGE, ok(message("COMPLETED", query())))
            fake.will("GET", RESULT, ok(statement(status=status)))


def taken(fake: FakeGenie, tokens: Tokens, case: Case) -> list[str]:
    """Return the steps that the client has taken by itself."""
    posts = fake.count("POST", START if case.at == "start" else CONTINUED)
    steps = {
        "new token": tokens.number > 1,
        "wait": tokens.number == 1 and posts > 1,
        "poll again": fake.count("GET", MESSAGE) > 1,
        "new conversation": case.at != "start" and fake.count("POST", START) > 0,
    }
    return [step for step, is_taken in steps.items() if is_taken]


async def outcome(
    genie: Genie, fake: FakeGenie, tokens: Tokens, case: Case
) -> tuple[str, str, str]:
    """Return the sentence for the person, the line for the operator, and the next steps."""
    conversation_id = "" if case.at == "start" else "c-0"
    events = await all_of(genie.ask("q", conversation_id=conversation_id))
    first, last = events[0], events[-1]
    steps = taken(fake, tokens, case)
    if isinstance(last, Failed):
        error: GenieError | None = last.error
    else:
        assert isinstance(first, Asked)
        assert isinstance(last, Answered)
        error = first.not_continued or last.answer.results[0].error
    assert error is not None
    operator = f"{type(error).__name__}: {error}"
    if steps[-1:] == ["new conversation"]:
        return replacement_remark(error), operator, ", ".join(steps)
    card = problem_message(error, QUESTION).card
    if "Contact: data@contoso.com" in texts_of(card):
        steps.append("administrator")
    if elements(card, "Action.Submit"):
        steps.append("ask again")
    return texts_of(card)[1], operator, ", ".join(steps) or "other words"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.at}-{case.code}")
async def test_each_response_has_its_sentence_its_log_line_and_its_next_step(
    genie: Genie, fake: FakeGenie, tokens: Tokens, case: Case
) -> None:
    """The person learns what to do or whom to ask, and the operator what Databricks says."""
    script(fake, case)

    found = await outcome(genie, fake, tokens, case)

    assert found == (case.person, case.operator, case.step)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.at}-{case.code}")
def test_no_value_of_a_response_is_logged(case: Case) -> None:
    """Names, addresses, ids, SQL and values stay with Databricks."""
    values = r"ann\b|lee|salar|orderz|finance|pay|203\.0|4711|01f\d|dapi|earn"

    assert not re.search(values, case.operator, re.IGNORECASE)
