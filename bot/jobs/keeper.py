"""At-least-once work: what was acknowledged is worked on to its end, by this process or the next.

A job is an entry of the journal, written before the channel's message is acknowledged. A process
holds a lease on it while it works. A process that dies renews no lease, and another continues from
what was noted.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from bot.jobs.job import SEEN_S, LeasedJob
from bot.jobs.turn import Turn
from bot.storage.store import (
    ANY_VERSION,
    ASIDE_S,
    Chosen,
    Entry,
    LeaseLostError,
    Line,
    Listed,
    StorageUnavailableError,
    Store,
)
from genie import Clock

log = logging.getLogger(__name__)

# With looks in between, three times within a lease; see LEASE_S.
RENEW_EVERY_S: Final = 4.0
LOOK_EVERY_S: Final = 2.0
TIDY_EVERY_S: Final = 3600.0
# So often is it begun before it is given up: work that kills a process would kill them all.
MOST_ATTEMPTS: Final = 5
MOST_AT_ONCE: Final = 500
_SEEN: Final = "seen"
# Why jobs end without their work being done, as the audit trail says it.
GIVEN_UP: Final = "given up"
FORGOTTEN: Final = "forgotten"
REMOVED: Final = "removed"  # the bot from the chat
# The key of an item that is written to see whether anything can be.
_PROBE: Final = "probe"


class JobKind(NamedTuple):
    """What is done with one kind of job.

    Args:
        begin: starts the work, which has to end in LeasedJob.completing; the turn is the one that
            adds the job, if it is still on. Raises any error if the body cannot be read.
        give_up: tells the person that nothing comes of it; it may be called twice for one job.
        line_of: returns what the audit trail says of a job that ends without this work, and why.
    """

    begin: Callable[[LeasedJob, Turn | None], None]
    give_up: Callable[[Entry], Awaitable[None]]
    line_of: Callable[[Entry, str], Line | None] = lambda _, __: None


class Keeper:
    """Adds jobs, renews their leases, and takes over those of processes that are gone."""

    def __init__(self, store: Store, *, clock: Clock) -> None:
        self.store = store
        self._clock = clock
        self._kinds: dict[str, JobKind] = {}
        self._jobs: dict[str, LeasedJob] = {}
        self._left_behind: list[Entry] = []
        self._watchers: list[Callable[[], Awaitable[None]]] = []
        self._renewed_at = self._tidied_at = clock.monotonic()
        self._was_tidy = self.now()  # then, by the wall clock
        self._is_closed = False
        self.trouble: StorageUnavailableError | None = None  # with the store

    def now(self) -> float:
        """Return the moment in seconds since 1970."""
        return self._clock.now().timestamp()

    def monotonic(self) -> float:
        """Return the moment by the clock that never jumps."""
        return self._clock.monotonic()

    def watch(self, see: Callable[[], Awaitable[None]]) -> None:
        """Call this every time that the keeper looks into the store."""
        self._watchers.append(see)

    def register(self, name: str, kind: JobKind) -> None:
        """Register what is done with a kind of job."""
        self._kinds[name] = kind

    # ---- within a turn

    async def is_known(self, turn: Turn) -> bool:
        """Whether this activity was handled before, here or by another instance.

        Raises:
            StorageUnavailableError: that cannot be known now.
        """
        return await self.store.journal.is_known(turn.key)

    async def add(self, turn: Turn) -> list[LeasedJob] | None:
        """Write down the jobs of a turn; None: that was done before, here or by another instance.

        The last piece is written under the activity's own key: once that is there, the activity is
        known, and all of its jobs are written. A turn without jobs is recorded in the same way.

        Raises:
            StorageUnavailableError: it could not be written, so that it must not be acknowledged.
        """
        key, now, works = turn.key, self.now(), turn.jobs
        if not works:
            seen = Entry(key, _SEEN, {}, now)
            return [] if await self.store.journal.add_done(seen, expires_at=now + SEEN_S) else None
        jobs: list[LeasedJob] = []
        for number, work in enumerate(works, 1 - len(works)):
            name, later_s = f"{key}{number}" if number else key, number / 1e3
            entry = Entry(name, work.kind, work.body, now + later_s, age_s=-later_s)
            is_new = await self.store.journal.add(entry, is_held=not self._is_closed)
            if is_new:
                jobs.append(LeasedJob(self, entry))
            elif not number:
                return None
        if not self._is_closed:
            self._jobs |= {each.entry.key: each for each in jobs}
        return jobs

    def begin(self, job: LeasedJob, turn: Turn) -> None:
        """Start on a job, unless that is left to the next process."""
        if self.holds(job):
            self._kinds[job.entry.kind].begin(job, turn)

    # ---- for as long as the process lives

    async def run(self) -> None:
        """Renew, take over, tidy up, until cancelled."""
        while True:
            await self._try_to_look()
            await self._clock.sleep(LOOK_EVERY_S)

    async def end(self, within_s: float) -> None:
        """Leave what this process still holds to the next one, also in a new store if need be."""
        give_up_at = self.monotonic() + within_s
        while not await self._try_to_look() and self.monotonic() < give_up_at:
            await self._clock.sleep(LOOK_EVERY_S)

    async def _try_to_look(self) -> bool:
        try:
            await self.look()
        except StorageUnavailableError as exc:
            self.note_trouble(exc)
        except Exception:
            log.exception("job maintenance failed")  # and all would be lost without it
        else:
            return True
        return False

    async def look(self) -> None:
        """Do once what run does again and again."""
        held = [job.entry for job in self._jobs.values()]
        is_new = await self.store.check([*held, *self._left_behind])
        if is_new or self._clock.monotonic() - self._renewed_at >= RENEW_EVERY_S:
            await self._renew()
        for see in self._watchers:
            await see()
        if not self._is_closed:
            for entry in await self.store.journal.take_due(MOST_AT_ONCE, mine=self._mine):
                await self._take_over(entry)
        if self._clock.monotonic() - self._tidied_at >= TIDY_EVERY_S:
            await self._tidy()
        if self.trouble is not None:
            await self.store.items.write({_PROBE: {"at": self.now(), "e_tag": ANY_VERSION}})
            log.info("the store can be used again")
            self.trouble = None

    def note_trouble(self, error: StorageUnavailableError) -> None:
        """Note that the store could not be used; run finds out when it can be again."""
        if self.trouble is None:
            log.error("the store cannot be used", exc_info=error)
        self.trouble = error

    def close(self) -> None:
        """Add jobs without a lease from now on, and take none over."""
        self._is_closed = True

    async def earlier(self, job: LeasedJob, prefix: str) -> int:
        """Return how many jobs under a prefix were added before this one, and are not done."""
        listed = await self.store.journal.beneath(prefix)
        return sum(each.is_open and self._is_earlier(each, job) for each in listed)

    def _is_earlier(self, listed: Listed, own: LeasedJob) -> bool:
        if listed.key == own.entry.key:
            return False
        here = self._jobs.get(listed.key)
        if here is not None:
            return not here.is_done and here.began_at < own.began_at
        return listed.added_at < own.entry.added_at

    def _mine(self, key: str) -> Entry | None:
        job = self._jobs.get(key)
        return None if job is None else job.entry

    def holds(self, job: LeasedJob) -> bool:
        """Whether it is still this process's."""
        return self._jobs.get(job.entry.key) is job

    def let_go(self, job: LeasedJob) -> None:
        """Renew it no more."""
        if self.holds(job):
            del self._jobs[job.entry.key]

    def leave_behind(self, entry: Entry) -> None:
        """Note that it could not be released: if the store is lost, a new one has to get it."""
        self._left_behind.append(entry)

    def lose(self, job: LeasedJob) -> None:
        """Note that another process has taken it over."""
        if self.holds(job):
            del self._jobs[job.entry.key]
            log.warning("job lost to another process", extra={"key": job.entry.key})
            job.note_loss()

    async def _renew(self) -> None:
        jobs = list(self._jobs.values())
        # The wall clock when the monotonic one began: the next process knows only the former.
        began = self.now() - self.monotonic()
        for each in jobs:
            each.date_from(began)
        lost = await self.store.journal.renew([each.entry for each in jobs])
        self._renewed_at = self._clock.monotonic()
        keys = {entry.key for entry in lost}
        for each in jobs:
            if each.entry.key in keys:
                self.lose(each)
                continue
            try:
                await each.write()
            except LeaseLostError:
                continue  # and noted

    async def _tidy(self) -> None:
        """Remove what has expired by both clocks: a jump makes nothing older."""
        elapsed_s = self._clock.monotonic() - self._tidied_at
        over_by = min(self.now(), self._was_tidy + elapsed_s)
        self._tidied_at, self._was_tidy = self._clock.monotonic(), self.now()
        await self.store.tidy(over_by)

    async def _take_over(self, entry: Entry) -> None:
        ids = {"key": entry.key, "kind": entry.kind, "attempts": entry.attempts}
        kind = self._kinds.get(entry.kind)
        job = self._jobs[entry.key] = LeasedJob(self, entry)
        if kind is None:
            log.error("job of an unknown kind", extra=ids)
            await job.release()
            return
        is_given_up = entry.attempts > MOST_ATTEMPTS
        try:
            if is_given_up:
                log.error("job given up", extra=ids)
                await kind.give_up(entry)
            else:
                log.info("job taken over", extra=ids)
                kind.begin(job, None)
        except Exception:  # whatever an earlier release wrote
            log.exception("job unreadable", extra=ids)
            is_given_up = True
        if is_given_up:
            self.let_go(job)
            line, expires_at = self._line_of(entry, GIVEN_UP), self.now() + ASIDE_S
            await self.store.journal.set_aside(entry, expires_at=expires_at, line=line)

    async def forget(self, chosen: Chosen, why: str) -> None:
        """Delete the entries with a chosen key; why: a word for the audit trail."""
        await self.store.journal.forget(chosen, lambda entry: self._line_of(entry, why))

    def _line_of(self, entry: Entry, why: str) -> Line | None:
        kind = self._kinds.get(entry.kind)
        try:
            return kind.line_of(entry, why) if kind else None
        except Exception:  # whatever an earlier release wrote
            log.exception("job unreadable", extra={"key": entry.key, "kind": entry.kind})
        return None
