"""Following Genie's work on one message, as a stream of events."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from typing import Final

from genie.errors import (
    GenieError,
    GenieProtocolError,
    GenieSignInError,
    GenieTimeoutError,
)
from genie.events import (
    Answer,
    Answered,
    Event,
    Failed,
    QueryAnswer,
    ResultReady,
    SqlWritten,
    StatusChanged,
    Suggested,
    TextWritten,
    ThoughtsChanged,
)
from genie.models import GenieMessage, QueryAttachment, SuggestedQuestions, Thought
from genie.polling import Tolerance, poll_delays
from genie.space import GenieSpace
from genie.statuses import MessageStatus
from genie.words import answer_text, question_text

# Genie used to stay in EXECUTING_QUERY until its result was read; reading it has no side effects.
# Source: the doc of get_message_query_result in databricks-sdk up to early 2025.
NUDGE_AFTER_S: Final = 15.0


class Watch:
    """Follows one message to its end, or to the deadline of the space's transport."""

    def __init__(self, space: GenieSpace, message: GenieMessage) -> None:
        self._space = space
        self._clock = space.transport.clock
        self._message = message
        self._ids = message.conversation_id, message.message_id
        self._told = _Told()
        self._tolerance = Tolerance()
        self._start_schedule()

    async def events(self) -> AsyncGenerator[Event, None]:
        """Yield events until the last one, which is Answered or Failed."""
        try:
            for event in self._told.news(self._message):
                yield event
            while not self._message.is_final:
                await self._poll()
                for event in self._told.news(self._message):
                    yield event
            for event in await self._outcome():
                yield event
        except GenieError as exc:
            yield Failed(exc)

    def _start_schedule(self) -> None:
        self._delays = poll_delays(self._message.status)
        self._nudge_at = self._clock.monotonic() + NUDGE_AFTER_S

    async def _poll(self) -> None:
        left_s = self._space.transport.time_left_s()
        if left_s <= 0:
            raise GenieTimeoutError("Genie has not finished within the allowed time")
        await self._clock.sleep(min(next(self._delays), left_s))
        status = self._message.status
        try:
            self._message = await self._space.get_message(*self._ids)
            self._tolerance.note_success()
        except GenieError as exc:
            if not self._tolerance.may_pass(exc):
                raise
        if self._message.status != status:
            self._start_schedule()
        elif self._clock.monotonic() >= self._nudge_at:
            self._nudge_at = self._clock.monotonic() + NUDGE_AFTER_S
            await self._nudge()

    async def _nudge(self) -> None:
        if self._message.status != MessageStatus.EXECUTING_QUERY or not self._message.queries:
            return
        with suppress(GenieError):  # only the request matters here; the result is read at the end
            await self._space.query_result(*self._ids, self._message.queries[-1])

    async def _outcome(self) -> list[Event]:
        message = self._message
        if message.status in {MessageStatus.FAILED, MessageStatus.CANCELLED}:
            return [Failed(message.error())]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._result(query)) for query in message.queries]
        results = tuple(task.result() for task in tasks)
        for result in results:
            if isinstance(result.error, GenieSignInError):
                raise result.error  # all can be read once there is a token
        answer = _answer(message, results)
        events: list[Event] = [ResultReady(result) for result in answer.results]
        if answer.text or answer.question:
            events.append(TextWritten(answer.text, answer.question))
        if answer.suggestions:
            events.append(Suggested(answer.suggestions))
        return [*events, Answered(answer)]

    async def _result(self, query: QueryAttachment) -> QueryAnswer:
        try:
            if not query.attachment_id and len(self._message.queries) > 1:
                raise GenieProtocolError("one of several queries has no id")
            table = await self._space.table(
                *self._ids,
                query,
                is_expired=self._message.status == MessageStatus.QUERY_RESULT_EXPIRED,
                timeout_s=self._space.transport.time_left_s(),
            )
        except GenieError as exc:
            return QueryAnswer(query, error=exc)
        return QueryAnswer(query, table)


class _Told:
    """Records which parts of a message have been yielded."""

    def __init__(self) -> None:
        self._status = ""
        self._sql: dict[str, str] = {}
        self._thoughts: tuple[Thought, ...] = ()

    def news(self, message: GenieMessage) -> Iterator[Event]:
        """Yield events for what is new in this version of the message."""
        if message.status != self._status:
            self._status = message.status
            yield StatusChanged(message.status)
        if message.thoughts != self._thoughts:
            self._thoughts = message.thoughts
            yield ThoughtsChanged(message.thoughts)
        for query in message.queries:
            if self._sql.get(query.attachment_id, "") != query.sql:
                self._sql[query.attachment_id] = query.sql
                yield SqlWritten(query)


def _answer(message: GenieMessage, results: tuple[QueryAnswer, ...]) -> Answer:
    suggested = [a.questions for a in message.attachments if isinstance(a, SuggestedQuestions)]
    return Answer(
        conversation_id=message.conversation_id,
        message_id=message.message_id,
        text=answer_text(message),
        question=question_text(message),
        results=results,
        suggestions=suggested[-1] if suggested else (),
    )
