"""The cost of the journal: `python -m bench.journal`.

Writes, in one process and to a SQLite file, what the bot writes for each of a hundred concurrent
questions: the job, the intent to post it, the messages of its progress and its answer, and the end;
leases of 20 s are renewed meanwhile. It measures the CPU time of the process, including threads.
Exit status 1 means that the bar was missed.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from bot.jobs.keeper import LOOK_EVERY_S, MOST_AT_ONCE, RENEW_EVERY_S
from bot.state.question import Question
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Entry
from genie import SystemClock
from testkit.report import Report

AT_ONCE: Final = 100
ROUNDS: Final = 20
WORKED_ON_S: Final = 20.0
MOST_CPU_MS: Final = 1.5


async def journal() -> Report:
    """Measure, and evaluate."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "bot.sqlite3", SystemClock())
        await store.open()
        await _round(store, 0)  # warm-up
        began_s = time.process_time()
        for number in range(1, ROUNDS + 1):
            await _round(store, number)
        cpu_ms = (time.process_time() - began_s) / ROUNDS / AT_ONCE * 1000
        await store.close()
    report = Report(f"the journal in SQLite, {AT_ONCE} questions at once")
    report.add("CPU per question", cpu_ms, "ms", most=MOST_CPU_MS)
    return report


async def _round(store: SqliteStore, number: int) -> None:
    entries = await asyncio.gather(*(_begun(store, f"{number}-{i}") for i in range(AT_ONCE)))
    for _ in range(int(WORKED_ON_S / RENEW_EVERY_S)):
        await store.journal.renew(entries)
    held = {entry.key: entry for entry in entries}
    for _ in range(int(WORKED_ON_S / LOOK_EVERY_S)):
        await store.journal.take_due(MOST_AT_ONCE, mine=held.get)
    await asyncio.gather(*(_ended(store, entry) for entry in entries))


async def _begun(store: SqliteStore, name: str) -> Entry:
    question = _question(name)
    queue_key = f"msteams/conversations/{name}/users/29%3Aann/activities/"
    await store.journal.is_known(queue_key + name)
    entry = Entry(queue_key + name, "question", question.to_json(), time.time())
    await store.journal.add(entry)
    await store.journal.beneath(queue_key)
    for mark in ("?0123456789abcdef", "01f0c0ffee" + name, "01f0c0ffee" + name):
        entry.mark, entry.body = mark, question.to_json()
        await store.journal.save(entry)
    return entry


async def _ended(store: SqliteStore, entry: Entry) -> None:
    await store.journal.save(entry)
    await store.journal.finish(entry, expires_at=time.time() + 600)


def _question(name: str) -> Question:
    conversation: dict[str, Any] = {
        "activityId": name,
        "user": {"id": "29:ann", "name": "Ann", "aadObjectId": "0" * 36},
        "bot": {"id": "28:bot", "name": "Genie"},
        "conversation": {"id": f"19:{name}", "conversationType": "groupChat", "isGroup": True},
        "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
    }
    return Question("Top 10 products by revenue in March 2025", conversation, "space-1")


def main() -> int:
    """Measure, and print the report."""
    return asyncio.run(journal()).show()


if __name__ == "__main__":
    sys.exit(main())
