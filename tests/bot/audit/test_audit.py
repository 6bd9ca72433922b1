"""What is recorded, and what happens while the store cannot be used."""

from dataclasses import replace

import pytest

from bot.activities.activity import Activity
from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.audit.trace import QuestionTrace
from bot.state.question import Question, Space
from bot.storage.database import MEMORY
from bot.storage.sqlite import SqliteStore
from bot.storage.store import StorageUnavailableError
from bot.storage.trail import SqliteTrail
from cards import AMERICAN
from genie import Cause, Failed, GenieAnswerError, QueryAttachment, SqlWritten, SystemClock

AT = 1_764_590_400.25
DAY_S = 86_400.0
ANN = Activity.from_json(
    {
        "channelId": "msteams",
        "conversation": {"id": "a:ann", "conversationType": "personal"},
        "from": {"id": "29:ann", "name": "Ann", "aadObjectId": "entra-ann"},
        "recipient": {"id": "28:bot"},
        "channelData": {"tenant": {"id": "tenant-1"}},
    }
)


@pytest.fixture
async def store() -> SqliteStore:
    """A store in memory."""
    return SqliteStore(MEMORY, SystemClock(), audit_s=DAY_S)


@pytest.fixture
async def audit(store: SqliteStore) -> Audit:
    """An audit without texts."""
    return Audit(store.trail, SystemClock(), days=1, keeps_texts=False)


def question(**changes: object) -> Question:
    """Make the record of a question."""
    made = Question.from_activity(
        "營收？", ANN, reader=AMERICAN, space=Space("space-1"), asked_at=AT
    )
    return replace(made, reference="abcd1234", **changes)  # type: ignore[arg-type]


def test_an_event_has_no_name() -> None:
    """Values that are empty are left out."""
    line = AuditEvent.of(AuditKind.SIGN_IN, ANN, AT).line(keeps_text=True)

    assert line.body == {
        "id": line.id,
        "time": "2025-12-01T12:00:00.250Z",
        "at": AT,
        "kind": "sign-in",
        "channel_id": "msteams",
        "user_id": "29:ann",
        "directory_id": "entra-ann",
        "tenant_id": "tenant-1",
        "conversation_id": "a:ann",
        "conversation_kind": "personal",
    }


def test_equal_events_have_different_ids_unless_they_have_a_key() -> None:
    """Somebody may do the same twice in a moment."""
    event = AuditEvent.of(AuditKind.RATING, ANN, AT)
    keyed = replace(event, key="the same")

    assert event.line(keeps_text=False).id != event.line(keeps_text=False).id
    assert keyed.line(keeps_text=False).id == keyed.line(keeps_text=False).id


async def test_every_process_writes_the_same_line_about_a_question(audit: Audit) -> None:
    """Its id depends on the job and the question alone, and so does its day."""
    first = audit.line_of(question(), "job-1", "answered", took_s=0.0)
    again = audit.line_of(question(), "job-1", "undelivered", took_s=12.3456)
    other = audit.line_of(question(), "job-2", "answered")

    assert (first.id, first.at) == (again.id, again.at) != (other.id, other.at)
    assert (first.body["ms"], again.body["ms"], other.body.get("ms")) == (0, 12_346, None)


async def test_a_failure_has_its_type_and_cause(audit: Audit) -> None:
    """And the statements so far, each once."""
    trace = QuestionTrace()
    for statement_id in ("s-1", "", "s-2", "s-1"):
        trace.note(SqlWritten(QueryAttachment("a", statement_id=statement_id)))
    trace.note(Failed(GenieAnswerError(status="FAILED", error_type="", cause=Cause.DATA_FORBIDDEN)))
    line = audit.line_of(question(), "job-1", "GenieAnswerError", trace=trace)

    assert line.body["outcome"] == "failed"
    assert line.body["error"] == "GenieAnswerError"
    assert line.body["cause"] == "DATA_FORBIDDEN"
    assert line.body["statement_ids"] == ["s-1", "s-2"]


async def test_a_store_in_trouble_loses_no_event(
    audit: Audit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What people do goes on; their lines are written when that is possible again."""
    add = SqliteTrail.add

    async def unavailable(*_: object) -> None:
        raise StorageUnavailableError("no space")

    monkeypatch.setattr(SqliteTrail, "add", unavailable)
    for kind in (AuditKind.RATING, AuditKind.FILE):
        await audit.record(AuditEvent.of(kind, ANN, AT))
    await audit.retry()
    monkeypatch.setattr(SqliteTrail, "add", add)
    assert await audit.since(0) == []

    await audit.retry()
    await audit.retry()

    assert {line["kind"] for line in await audit.since(0)} == {"rating", "file"}
    assert [r.message for r in caplog.records] == ["audit not written"] * 3
