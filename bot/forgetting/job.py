"""Forgetting a person as a job, which goes on in another process if this one dies."""

import logging
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final

from bot.activities.activity import Activity
from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.channel.chat import Channel
from bot.concurrency.background import Background
from bot.forgetting.forgetter import Forgetter, Forgotten
from bot.forgetting.traces import Person
from bot.jobs.job import LeasedJob, NewJob
from bot.jobs.turn import Turn
from bot.messaging.reply import say
from bot.storage.plain import record_of
from bot.storage.store import Entry
from cards import AuditKept, Reader, forgotten_text
from cards.texts import forget_texts

log = logging.getLogger(__name__)

# The kind of job that it is.
FORGET: Final = "forget"


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Forgets people who want that, and tells them."""

    forgetter: Forgetter
    channel: Channel
    audit: Audit
    background: Background

    @property
    def kept(self) -> AuditKept:
        """What stays of them in the audit trail."""
        return self.audit.kept

    def accept(self, turn: Turn, reader: Reader) -> None:
        """Add the job of forgetting the sender of this turn."""
        turn.add_job(
            NewJob(FORGET, {"conversation": turn.activity.reference, "reader": asdict(reader)})
        )

    def begin(self, job: LeasedJob, _: Turn | None) -> None:
        """Start it."""
        activity, reader = _read(job.entry)

        async def work() -> None:
            async with job.completing():
                done = await self.forgetter.forget(Person.of(activity), job_key=job.entry.key)
                await self._tell(activity, reader, done)
            await self.forgetter.drop_job(job.entry.key)

        self.background.start(work(), name="forgetting a person")

    async def give_up(self, entry: Entry) -> None:
        """Tell that it did not work."""
        activity, reader = _read(entry)
        message = reader.say(forget_texts.FORGET_FAILED)
        await self.channel.resume(activity.reference, partial(say, message=message))

    async def _tell(self, activity: Activity, reader: Reader, done: Forgotten) -> None:
        log.info("person forgotten", extra={"items": done.items, "left_in_genie": done.left})
        await self.audit.record(AuditEvent.of(AuditKind.FORGETTING, activity, self.audit.now()))
        message = forgotten_text(self.kept, reader, in_genie=done.conversations, left=done.left)
        await self.channel.resume(activity.reference, partial(say, message=message))


def _read(entry: Entry) -> tuple[Activity, Reader]:
    return Activity.at(entry.body["conversation"]), record_of(Reader, entry.body["reader"])
