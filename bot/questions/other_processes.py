"""What other processes do: those beside this one, and those whose questions it has taken over."""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from bot.admission.requests import Attempt
from bot.jobs.job import LeasedJob
from bot.jobs.keeper import Keeper
from bot.questions.active_question import ActiveQuestion
from bot.state.question import Question, normalised
from bot.storage.store import StorageUnavailableError
from genie import Clock, Others

log = logging.getLogger(__name__)

# While another process works on an earlier question of the same person, it is asked for so often.
LOOK_EVERY_S: Final = 1.0
_POSTING: Final = "?"


class OtherProcesses:
    """Keeps questions of one person in order, and each from being asked twice, across processes.

    An entry's mark is what it has in Genie: a message's id, or, from just before it is posted until
    that is known, a digest of what is asked where.
    """

    def __init__(self, keeper: Keeper, *, clock: Clock) -> None:
        self._keeper = keeper
        self._clock = clock

    async def open_keys(self, queue_key: str) -> list[str]:
        """Return the keys of a person's questions in a chat that any process works on, in order.

        queue_key: see bot.state.scopes.personal_key.
        """
        listed = await self._keeper.store.journal.beneath(f"{queue_key}/activities/")
        return [each.key for each in listed if each.is_open]

    async def wait_for_earlier(self, job: LeasedJob, on_ahead: Callable[[int], None]) -> None:
        """Wait until no earlier question of the same person in the same chat is open anywhere."""
        queue_key = job.entry.key.rpartition("/")[0] + "/"
        while ahead := await self._ahead(job, queue_key):
            on_ahead(ahead)
            await self._clock.sleep(LOOK_EVERY_S)

    async def _ahead(self, job: LeasedJob, queue_key: str) -> int:
        try:
            return await self._keeper.earlier(job, queue_key)
        except StorageUnavailableError as exc:
            log.warning("earlier questions not known", exc_info=exc)
            return 0

    def attempt(self, active: ActiveQuestion, conversation_id: str) -> Attempt:
        """Say how a question is posted once."""
        question = active.question
        mark = _POSTING + _digest(question, conversation_id)
        posted_at = question.posting_at
        return Attempt(
            note=partial(active.note_posting, mark),
            posted_since=datetime.fromtimestamp(posted_at, UTC) if posted_at else None,
            elsewhere=partial(self._others, active.job, mark),
        )

    async def _others(self, job: LeasedJob, mark: str) -> Others:
        try:
            listed = await self._keeper.store.journal.beneath("")
        except StorageUnavailableError as exc:
            log.warning("questions of others not known", exc_info=exc)
            return Others(has_rival=True)
        others = [each for each in listed if each.key != job.entry.key and each.mark]
        return Others(
            frozenset(each.mark for each in others),
            has_rival=any(each.is_open and each.mark == mark for each in others),
        )


def _digest(question: Question, conversation_id: str) -> str:
    who = question.access.person or ()
    asked = [question.space_id, conversation_id, normalised(question.text), *who]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]
