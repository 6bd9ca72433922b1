"""Answering a question: it is parsed, its query is executed, its timeline is planned.

Everything is computed at once; the timeline determines when it is visible.
"""

import math
import re
from dataclasses import replace
from random import Random

from simulator.clock import Clock
from simulator.conversations import Conversation, Message, QueryPart, Space
from simulator.engine import MAX_ROWS, QueryError, ResultTable
from simulator.ids import IdFactory
from simulator.people import Principal
from simulator.questions.answers import (
    Query,
    query_for,
    suggested_questions,
    summary_of,
    text_reply,
)
from simulator.questions.understanding import Understood, understand
from simulator.settings import SimulatorSettings
from simulator.statements import Statement
from simulator.switches import Switch, Switches, take_switches
from simulator.timeline import plan
from simulator.warehouse import Warehouse

NO_ROWS = ResultTable((), [])
CHUNKS = 3  # for [chunks]
_FIRST_TABLE = re.compile(r"(`retail`\.`\w+`\.`\w+?)s`")
_GONE_AFTER = 0.5  # as a fraction of the answer's time
_RATE_LIMITED = (
    "RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION",
    "Too many requests are being answered right now. Please try again later.",
)
_FULL = ("CONTEXT_EXCEEDED_EXCEPTION", "The conversation is too long. Please start a new one.")
_NO_MODEL = ("GENERIC_CHAT_COMPLETION_EXCEPTION", "The model did not answer.")
_WRONG_TABLE = (
    "[TABLE_OR_VIEW_NOT_FOUND] The table or view {table} cannot be found. SQLSTATE: 42P01"
)


class Asker:
    """Answers questions with messages."""

    def __init__(
        self, warehouse: Warehouse, clock: Clock, ids: IdFactory, settings: SimulatorSettings
    ) -> None:
        self._warehouse = warehouse
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._asked = 0

    async def ask(self, space: Space, conversation: Conversation, content: str) -> Message:
        """Compute the answer to a question of a conversation."""
        switches, question = take_switches(content)
        understood = understand(question, space.subject, conversation.understood)
        if switches.has(Switch.FULL) and conversation.messages:
            return self._too_much(conversation, content, switches)
        request = understood.request
        if request is None:
            return self._in_words(space, conversation, content, understood, switches)
        query = query_for(request, understood)
        result, error = await self._run(query, switches, conversation.owner)
        message = self._message(conversation, content, understood, switches)
        if error:
            message.timeline = message.timeline.ending("FAILED")
        message.parts = self._parts(message, query, result, error)
        message.text = summary_of(request, understood, result)
        message.suggestions = suggested_questions(understood, space.subject)
        message.error = _message_error(switches, error)
        return message

    def execution(
        self, query: Query, result: ResultTable, owner: Principal, *, ready_s: float
    ) -> Statement:
        """Make a new execution of a query."""
        return Statement(
            statement_id=self._ids.new_dashed(),
            sql=query.sql,
            result=result,
            ready_s=ready_s,
            owner=owner,
        )

    def _in_words(
        self,
        space: Space,
        conversation: Conversation,
        content: str,
        understood: Understood,
        switches: Switches,
    ) -> Message:
        message = self._message(conversation, content, understood, switches)
        message.reply = text_reply(understood, space.subject)
        message.text = message.reply.text
        message.suggestions = message.reply.suggestions
        message.error = _message_error(switches, None)
        return message

    def _too_much(self, conversation: Conversation, content: str, switches: Switches) -> Message:
        """Make a message for a full conversation, without a query or a context for the next one."""
        message = self._message(conversation, content, None, switches)
        message.timeline = message.timeline.ending("FAILED")
        message.error = _FULL
        return message

    async def _run(
        self, query: Query, switches: Switches, caller: Principal
    ) -> tuple[ResultTable, str | None]:
        if switches.has(Switch.FAIL):
            return NO_ROWS, _table_error(_misspelled(query))
        try:
            result = await self._warehouse.run(query, caller, max_rows=MAX_ROWS)
        except QueryError as exc:
            return NO_ROWS, str(exc)
        if switches.has(Switch.TRUNCATED) and result.rows:
            half = math.ceil(len(result.rows) / 2)
            return replace(result, rows=result.rows[:half], is_truncated=True), None
        return result, None

    def _message(
        self,
        conversation: Conversation,
        content: str,
        understood: Understood | None,
        switches: Switches,
    ) -> Message:
        has_query = bool(understood and understood.request)
        total_s = self._answer_time_s(switches)
        started_s = self._clock.now_s()
        if understood and understood.can_be_followed:
            conversation.understood = understood
        return Message(
            message_id=self._ids.new(),
            space_id=conversation.space_id,
            conversation_id=conversation.conversation_id,
            content=content,
            author=conversation.owner,
            started_s=started_s,
            started_ms=self._clock.to_ms(started_s),
            timeline=plan(total_s, has_query=has_query, switches=switches),
            switches=switches,
            text_attachment_id=self._ids.new(),
            suggestions_attachment_id=self._ids.new(),
            is_held=has_query and switches.has(Switch.STALL),
            gone_s=started_s + total_s * _GONE_AFTER if switches.has(Switch.GONE) else None,
            refusals_left=int(switches.number(Switch.UNAVAILABLE, 1)),
        )

    def _answer_time_s(self, switches: Switches) -> float:
        self._asked += 1
        if switches.has(Switch.SLOW):
            return switches.number(Switch.SLOW, 60)
        random = Random(f"{self._settings.seed}:{self._asked}")  # noqa: S311 - repeatable on purpose
        return random.uniform(*self._settings.answer_seconds)

    def _parts(
        self, message: Message, query: Query, result: ResultTable, error: str | None
    ) -> list[QueryPart]:
        ready_s = message.started_s + message.timeline.end_s
        ready_s += message.switches.number(Switch.LATE, 5)
        ready_s = math.inf if message.is_held else ready_s
        statement = self.execution(query, result, message.author, ready_s=ready_s)
        statement.error = error
        statement.has_links = message.switches.has(Switch.LINKS)
        statement.expires_at_first_read = message.switches.has(Switch.EXPIRE)
        if message.switches.has(Switch.CHUNKS):
            statement.split(CHUNKS)
        shown = _misspelled(query) if message.switches.has(Switch.FAIL) else query
        parts = [QueryPart(self._ids.new(), shown, statement)]
        if message.switches.has(Switch.RETRY):
            parts.insert(0, self._wrong_part(query, message))
        return parts

    def _wrong_part(self, query: Query, message: Message) -> QueryPart:
        wrong = _misspelled(query)
        statement = self.execution(wrong, NO_ROWS, message.author, ready_s=message.started_s)
        statement.error = _table_error(wrong)
        return QueryPart(self._ids.new(), wrong, statement)


def _misspelled(query: Query) -> Query:
    """Return the query with a table that does not exist, the usual error of Genie's queries."""
    return replace(query, sql=_FIRST_TABLE.sub(r"\1z`", query.sql, count=1))


def _table_error(query: Query) -> str:
    match = re.search(r"`retail`\.`\w+`\.`\w+`", query.sql)
    return _WRONG_TABLE.format(table=match[0] if match else "")


def _message_error(switches: Switches, error: str | None) -> tuple[str, str] | None:
    if switches.has(Switch.RATE_LIMIT):
        return _RATE_LIMITED
    if error:
        return "SQL_EXECUTION_EXCEPTION", error
    return _NO_MODEL if switches.has(Switch.FAIL) else None
