"""Posting a question exactly once, although Genie's API has no idempotency key.

A POST with an unknown outcome may have created the message. Posting again blindly asks twice;
adopting any message with the same text may take another caller's. So: search for the message, adopt
it only if it can be no other's, otherwise wait, search again, and only then post again.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple, Protocol, TypeVar

from genie.clock import WorkspaceTime
from genie.errors import GenieNotFoundError, GenieUnavailableError, GenieUncertainError
from genie.listings import Page
from genie.models import GenieMessage
from genie.space import GenieSpace
from genie.transport import Admission

TIMES: Final = 3
LOOK_AFTER_S: Final = (1.0, 3.0, 6.0)
# The workspace's time is known to the second, and its machines may differ. A larger margin would
# match older questions.
CLOCK_SKEW: Final = timedelta(seconds=5)
# How long after a question was abandoned its message may still appear: a request may take 60 s.
LATE: Final = timedelta(seconds=60)
# At 100 per page these are all that Genie keeps: 10,000 conversations, or messages in one of them.
PAGES: Final = 100


class _Dated(Protocol):
    @property
    def created_at(self) -> datetime | None: ...


DatedT = TypeVar("DatedT", bound=_Dated)


class Key(NamedTuple):
    """Questions with the same key cannot be told apart in Genie. conversation_id "": a new one."""

    space_id: str
    conversation_id: str
    words: tuple[str, ...]


class Others(NamedTuple):
    """What is known of the questions of other processes, including those that have ended.

    message_ids are theirs. has_rival: an equal question in the same place may have been posted, and
    its message is not known.
    """

    message_ids: frozenset[str] = frozenset()
    has_rival: bool = False


Elsewhere = Callable[[], Awaitable[Others]]


async def no_other_processes() -> Others:
    """Return that there is no other process."""
    return Others()


class Claims:
    """Which message belongs to which question of this process, and which may belong to several.

    The caller knows what other processes have posted: see Others.

    Args:
        most_owned: how many messages and conversations with an owner are remembered.
    """

    def __init__(self, *, most_owned: int = 5_000) -> None:
        self._most_owned = most_owned
        self._owned: dict[str, None] = {}
        self._open: Counter[Key] = Counter()
        self._given_up: dict[Key, datetime] = {}

    @contextmanager
    def searching(self, key: Key, time: WorkspaceTime) -> Iterator[None]:
        """Count a question as one whose message is not known yet.

        If that ends without a message, even by cancellation, the message may still appear.
        """
        self._open[key] += 1
        try:
            yield
        except BaseException:
            self._give_up(key, time.now())
            raise
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]

    def own(self, *ids: str) -> None:
        """Record an owner of these messages and conversations; the oldest records are dropped."""
        self._owned |= dict.fromkeys(ids)
        while len(self._owned) > self._most_owned:
            del self._owned[next(iter(self._owned))]

    def is_owned(self, some_id: str) -> bool:
        """Whether this message or conversation belongs to a question of this process."""
        return some_id in self._owned

    def may_adopt(
        self, key: Key, candidates: Sequence[GenieMessage], since: datetime, others: Others
    ) -> GenieMessage | None:
        """Return the one message since then that can only be this question's."""
        taken = others.message_ids
        free = [m for m in candidates if not (self.is_owned(m.message_id) or m.message_id in taken)]
        given_up = self._given_up.get(key)
        is_late = given_up is not None and given_up + LATE > since
        has_rival = others.has_rival or self._open[key] > 1 or is_late
        return free[0] if len(free) == 1 and not has_rival else None

    def _give_up(self, key: Key, now: datetime) -> None:
        recent = {k: moment for k, moment in self._given_up.items() if moment + 2 * LATE > now}
        self._given_up = recent | {key: now}


class Submitter:
    """Posts a question to one space, within the deadline of its transport.

    elsewhere: returns what other processes ask. timeout_s: how long it may take from when it is
    admitted; until then it may be waiting for its turn.
    """

    def __init__(
        self,
        space: GenieSpace,
        claims: Claims,
        *,
        admission: Admission | None,
        elsewhere: Elsewhere,
        timeout_s: float,
    ) -> None:
        self._space = space
        # One half for posting the question, the other for the search for a message without an id.
        self._half_s = timeout_s / 2
        self._admission = admission
        self._elsewhere = elsewhere
        self._claims = claims
        self._clock, self._time = space.transport.clock, space.transport.time

    async def pose(
        self, content: str, conversation_id: str, *, posted_since: datetime | None = None
    ) -> GenieMessage:
        """Post a question, and return the message that Genie created for it.

        Args:
            posted_since: when a process that has ended may first have posted it, by the workspace's
                time.

        Raises:
            GenieUncertainError: it may have been posted, and its message was not found.
        """
        key = Key(self._space.space_id, conversation_id, tuple(content.split()))
        with self._claims.searching(key, self._time):
            message = None
            if posted_since is not None:
                message = await self._look(key, posted_since - CLOCK_SKEW, (0.0, *LOOK_AFTER_S))
            message = message or await self._pose(key, content)
            self._claims.own(message.message_id, message.conversation_id)
            return message

    async def _pose(self, key: Key, content: str) -> GenieMessage:
        attempt = 0
        while True:
            attempt += 1
            began = self._time.now()
            try:
                return await self._post(key, content)
            except GenieUncertainError as exc:
                if attempt == 1:
                    left_s = min(self._half_s, self._space.transport.time_left_s())
                    self._space = self._space.until(self._clock.monotonic() + left_s)
                message = await self._look(key, (exc.sent_at or began) - CLOCK_SKEW)
                if message is not None:
                    return message
                if attempt == TIMES:
                    raise

    async def _post(self, key: Key, content: str) -> GenieMessage:
        if key.conversation_id:
            return await self._space.create_message(
                key.conversation_id, content, admission=self._admission, timeout_s=self._half_s
            )
        return await self._space.start_conversation(
            content, admission=self._admission, timeout_s=self._half_s
        )

    async def _look(
        self, key: Key, since: datetime, pauses_s: Sequence[float] = LOOK_AFTER_S
    ) -> GenieMessage | None:
        """Search for the message a few times, with growing pauses. None: post again.

        Raises:
            GenieUncertainError: no search succeeded, so that posting again would be blind.
        """
        failure: GenieUnavailableError | None = None
        for pause_s in pauses_s:
            if pause_s > self._space.transport.time_left_s():
                raise GenieUncertainError("it may have been asked: no time left to search for it")
            await self._clock.sleep(pause_s)
            try:
                candidates = await self._candidates(key, since)
            except GenieUnavailableError as exc:
                failure = exc
                continue
            failure = None
            if not candidates:
                continue
            others = await self._elsewhere()
            if (message := self._claims.may_adopt(key, candidates, since, others)) is not None:
                return message
        if failure is not None:
            raise GenieUncertainError(
                "it may have been asked: the search for it failed"
            ) from failure
        return None

    async def _candidates(self, key: Key, since: datetime) -> list[GenieMessage]:
        """Return every message with this text in the places where this question's may be."""
        found: list[GenieMessage] = []
        for conversation_id in await self._conversations(key, since):
            try:
                found += await self._messages(conversation_id, since)
            except GenieNotFoundError:
                if key.conversation_id:
                    raise
                # otherwise one of several conversations has just been deleted
        return [m for m in found if tuple(m.content.split()) == key.words]

    async def _conversations(self, key: Key, since: datetime) -> list[str]:
        """Return the conversation to be continued, or the new ones without an owner.

        Titles are not compared: Genie may shorten the question or choose another title.
        """
        if key.conversation_id:
            return [key.conversation_id]
        listed = await _recent(self._space.list_conversations, since)
        ids = (conversation.conversation_id for conversation in listed)
        return [i for i in ids if not self._claims.is_owned(i)]

    async def _messages(self, conversation_id: str, since: datetime) -> list[GenieMessage]:
        page = partial(self._space.list_messages, conversation_id)
        return [m for m in await _recent(page, since) if m.created_at is not None]


async def _recent(fetch: Callable[[str], Awaitable[Page[DatedT]]], since: datetime) -> list[DatedT]:
    """Read a list page by page, and return the items that are not known to be older than since.

    The order is not documented: reading stops early only if the items are sorted newest first.
    """
    found: list[DatedT] = []
    token = ""
    for _ in range(PAGES):
        page = await fetch(token)
        found += [i for i in page.items if i.created_at is None or i.created_at >= since]
        token = page.next_page_token
        if not token or _goes_back_beyond(page.items, since):
            break
    return found


def _goes_back_beyond(items: Sequence[_Dated], since: datetime) -> bool:
    moments = [item.created_at for item in items if item.created_at is not None]
    return bool(moments) and moments[0] > moments[-1] and moments[-1] < since
