"""Who waits for a sign-in in this process, and news of sign-ins for all processes."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Final

from bot.identity.token_service import Person
from bot.state.scopes import retried
from bot.storage.plain import record_of
from bot.storage.store import ItemStorage
from genie import Cause

# Far more than people can sign in or out before every process has looked.
REMEMBERED: Final = 1_000
_KEY: Final = "sign-ins"


@dataclass(frozen=True, slots=True)
class SignInNews:
    """A person has signed in, or out. news_id tells it from their earlier ones."""

    channel_id: str
    user_id: str
    is_out: bool = False
    news_id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def person(self) -> Person:
        """Whose news it is."""
        return self.channel_id, self.user_id


class Wait:
    """Something that waits for a person's sign-in.

    is_over is set by each sign-in. cause is why the last attempt failed; None: there was none, or
    it is not certain.
    """

    def __init__(self) -> None:
        self.is_over = asyncio.Event()
        self.cause: Cause | None = None

    def note_failure(self, cause: Cause | None) -> None:
        """Note that an attempt has failed."""
        self.cause = cause


class SignIns:
    """Wakes what waits for people's sign-ins, whichever process they reach. No token is stored."""

    def __init__(self, items: ItemStorage) -> None:
        self._items = items
        self._waiting: dict[Person, set[Wait]] = {}
        self._on_sign_out: list[Callable[[Person], None]] = []
        self._own: deque[SignInNews] = deque(maxlen=REMEMBERED)
        self._known: set[SignInNews] | None = None  # before the first look
        self._untold: list[SignInNews] = []
        self._telling = asyncio.Lock()
        self._failure: Exception | None = None  # of the last write that failed

    def call_on_sign_out(self, callback: Callable[[Person], None]) -> None:
        """Call this when a person has signed out, at whichever process."""
        self._on_sign_out.append(callback)

    @contextmanager
    def waiting(self, person: Person) -> Iterator[Wait]:
        """Inside the block, a sign-in of the person ends the wait."""
        wait = Wait()
        self._waiting.setdefault(person, set()).add(wait)
        try:
            yield wait
        finally:
            self._waiting[person].discard(wait)
            if not self._waiting[person]:
                del self._waiting[person]

    def note_failure(self, person: Person, cause: Cause | None) -> None:
        """Let what waits for a person in this process know why they could not sign in."""
        for wait in self._waiting.get(person, ()):
            wait.note_failure(cause)

    async def tell(self, person: Person, *, is_out: bool = False) -> None:
        """Act on a sign-in or sign-out here, and let all other processes know of it.

        Raises:
            StorageUnavailableError: others will not know until the store is back.
            StorageConflictError: the same.
        """
        news = SignInNews(*person, is_out=is_out)
        self._own.append(news)
        self._apply(news)
        self._untold.append(news)
        known = self._failure
        async with self._telling:  # one writes for all who have come meanwhile
            if news not in self._untold:
                return
            if self._failure is not None and self._failure is not known:
                raise self._failure  # another has just tried
            await self._write()

    async def look(self) -> None:
        """Act on what other processes have told since the last look; the first shows old news.

        It also tells what could not be told before.
        """
        told = _news((await self._items.read([_KEY])).get(_KEY, {}))
        known = set(told) if self._known is None else self._known | set(self._own)
        self._known = set(told)
        for news in told:
            if news not in known:
                self._apply(news)
        if self._untold and not self._telling.locked():
            async with self._telling:
                await self._write()

    def _apply(self, news: SignInNews) -> None:
        if news.is_out:
            for callback in self._on_sign_out:
                callback(news.person)
        else:
            for wait in self._waiting.get(news.person, ()):
                wait.is_over.set()

    async def _write(self) -> None:
        untold, self._untold = self._untold, []

        async def work() -> None:
            item = (await self._items.read([_KEY])).get(_KEY, {})
            latest = [*_news(item), *untold][-REMEMBERED:]
            await self._items.write({_KEY: item | {"news": [asdict(each) for each in latest]}})

        try:
            await retried(work)
        except BaseException as exc:
            self._untold = [*untold, *self._untold][-REMEMBERED:]
            self._failure = exc if isinstance(exc, Exception) else self._failure
            raise


def _news(item: dict[str, object]) -> list[SignInNews]:
    told = item.get("news", ())
    return [record_of(SignInNews, each) for each in told] if isinstance(told, list) else []
