"""Deletes everything that is kept of a person, but for the audit trail."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bot.forgetting.traces import Person, learn, rest_of
from bot.jobs.keeper import FORGOTTEN, Keeper
from bot.state.scopes import retried
from bot.storage.store import ASIDE, LEASE_S, StorageUnavailableError
from genie import Clock, GenieError, GenieNotFoundError, Genies

log = logging.getLogger(__name__)

# Another process that works on a question of theirs ends that when it next renews its leases.
_ELSEWHERE_S: Final = 2 * LEASE_S
# What is deleted may lead to more: an answer to its pointers, an unreadable item to its copy.
_MOST_ROUNDS: Final = 10
_TRIES: Final = 5
_AGAIN_AFTER_S: Final = 2.0

EndQuestions = Callable[[str, str], None]
SignOut = Callable[[tuple[str, str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted: how many items here, and conversations in Genie; left: those that stay."""

    items: int = 0
    conversations: int = 0
    left: int = 0


class Forgetter:
    """Deletes what is kept of people.

    Args:
        end_questions: ends the questions of a person that this process works on, silently.
        sign_out: signs a person out, if people can sign in.
    """

    def __init__(
        self,
        keeper: Keeper,
        *,
        genies: Genies,
        end_questions: EndQuestions,
        sign_out: SignOut | None,
        clock: Clock,
    ) -> None:
        self._sign_out = sign_out
        self._keeper = keeper
        self._genies = genies
        self._end_questions = end_questions
        self._clock = clock

    async def forget(self, person: Person, *, job_key: str = "") -> Forgotten:
        """Delete everything that is kept of a person, here and in Genie where that may be done.

        Args:
            job_key: of the job that does it, which has to stay until it is done.

        Raises:
            StorageUnavailableError: the store cannot be used now.
        """
        self._end_questions(person.channel_id, person.user_id)
        items = await self._forget_items(person)
        if await self._forget_jobs(person, job_key):
            # Until then, others may note what they have begun.
            await self._clock.sleep(_ELSEWHERE_S)
            items += await self._forget_items(person)
        deleted, left = await self._forget_in_genie(person)
        await self._forget_sign_in(person)
        await self.scrub()
        return Forgotten(items, deleted, left)

    async def scrub(self) -> None:
        """Leave no trace in the files of the store; others may be using them just now."""
        for _ in range(_TRIES):
            try:
                return await self._keeper.store.scrub()
            except StorageUnavailableError as exc:
                log.warning("store not scrubbed", exc_info=exc)
            await self._clock.sleep(_AGAIN_AFTER_S)
        return await self._keeper.store.scrub()

    async def drop_job(self, key: str) -> None:
        """Delete the job that was done: its key names the person."""
        await self._keeper.forget(key.__eq__, FORGOTTEN)
        await self.scrub()

    async def _forget_jobs(self, person: Person, job_key: str) -> bool:
        """Delete the person's jobs; return whether one of them was not done."""
        listed = await self._keeper.store.journal.beneath("")
        theirs = {each.key for each in listed if person.owns_key(each.key)} - {job_key}
        await self._keeper.forget(theirs.__contains__, FORGOTTEN)
        return any(each.is_open for each in listed if each.key in theirs)

    async def _forget_items(self, person: Person) -> int:
        """Delete or change items, until nothing new is found; return how many."""
        done: set[str] = set()
        for _ in range(_MOST_ROUNDS):
            before = person.ids()
            changed = [key for key in await self._found(person) if await self._forget(person, key)]
            if not set(changed) - done and person.ids() == before:
                break
            done |= set(changed)
        return len(done)

    async def _found(self, person: Person) -> list[str]:
        """Return the keys of items that may be about a person, and learn what they tell."""
        storage = self._keeper.store.items
        keys = await storage.find(person.ids())
        for key in keys:
            if not key.startswith(ASIDE):
                learn(person, key, (await storage.read([key])).get(key, {}))
        named = await storage.find(person.names_in_json())
        return [*keys, *(key for key in named if key not in keys and not key.startswith(ASIDE))]

    async def _forget(self, person: Person, key: str) -> bool:
        """Delete an item, or the person in it; return whether there was anything."""
        storage = self._keeper.store.items

        async def work() -> bool:
            item = None if key.startswith(ASIDE) else (await storage.read([key])).get(key)
            rest = None if item is None else rest_of(person, key, item)
            if rest is None:
                await storage.delete([key])
            elif rest != item:
                await storage.write({key: rest})
            return rest != item or item is None

        return await retried(work)

    async def _forget_sign_in(self, person: Person) -> None:
        if self._sign_out is None:
            return
        try:
            await self._sign_out((person.channel_id, person.user_id))
        except GenieError as exc:
            log.warning("sign-out failed", extra={"error": str(exc)})

    async def _forget_in_genie(self, person: Person) -> tuple[int, int]:
        """Delete the person's conversations; return how many were, and how many stay."""
        deleted = left = 0
        for access, conversations in person.conversations.items():
            for conversation_id in conversations:
                try:
                    await self._genies(access).space.delete_conversation(conversation_id)
                    deleted += 1
                except GenieNotFoundError:
                    continue
                except GenieError as exc:
                    left += 1
                    log.warning("conversation not deleted", extra={"error": type(exc).__name__})
        return deleted, left
