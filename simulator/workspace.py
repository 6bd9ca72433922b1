"""The workspace itself: what exists in it, and the hands that a test lays on it."""

from collections import deque
from collections.abc import Iterable

from simulator import errors
from simulator.asking import CHUNKS, NO_ROWS, Asker
from simulator.auth import Credentials
from simulator.clock import Clock
from simulator.conversations import Comment, Conversation, Message, QueryPart, Space
from simulator.downloads import Download, Storage, new_signature
from simulator.engine import MAX_ROWS, Engine, ResultTable
from simulator.faults import Fault, FaultScript, ScriptedFault
from simulator.ids import IdFactory
from simulator.journal import JOURNAL_SIZE, AskedQuestion, RequestRecord
from simulator.messages import MessageWriter
from simulator.paging import Pager
from simulator.questions.subjects import SALES, SUPPORT
from simulator.ratelimit import QuestionLimit
from simulator.settings import SALES_SPACE_ID, SUPPORT_SPACE_ID, SimulatorSettings
from simulator.statements import Statement
from simulator.switches import Switch, Switches

_MAX_CONTENT_CHARS = 10_000
_DAY_MS = 86_400_000


class Workspace:
    """Everything a simulated Genie workspace holds. Tests script it and look into it.

    What a test uses: requests, questions(), fail_next(), expire_results(), forget_conversation(),
    delete_message(), revoke_tokens(), and clock.advance() to let time pass.
    """

    def __init__(self, settings: SimulatorSettings, engine: Engine) -> None:
        self.settings = settings
        self.clock = Clock()
        self.ids = IdFactory(self.clock)
        self.engine = engine
        self.credentials = Credentials(settings, self.clock)
        self.faults = FaultScript()
        self.pager = Pager()
        self.storage = Storage(self.clock)
        self.writer = MessageWriter(self.clock, docs_style=settings.docs_style)
        self.limit = QuestionLimit(
            self.clock, limit=settings.questions_per_minute, window_s=settings.question_window_s
        )
        created_ms = self.clock.now_ms() - 90 * _DAY_MS
        self.spaces = {
            SALES_SPACE_ID: Space(SALES_SPACE_ID, SALES, created_ms),
            SUPPORT_SPACE_ID: Space(SUPPORT_SPACE_ID, SUPPORT, created_ms),
        }
        self.conversations: dict[str, Conversation] = {}
        self.statements: dict[str, Statement] = {}
        self._downloads: dict[str, Download] = {}
        self._asker = Asker(self.engine, self.clock, self.ids, settings)
        self._requests: deque[RequestRecord] = deque(maxlen=JOURNAL_SIZE)
        self._questions: deque[AskedQuestion] = deque(maxlen=JOURNAL_SIZE)

    # ---- for tests

    @property
    def requests(self) -> list[RequestRecord]:
        """Every request so far, in the order of their answers."""
        return list(self._requests)

    def questions(self, text: str | None = None) -> list[AskedQuestion]:
        """Every question taken on so far, or those with this very text."""
        return [asked for asked in self._questions if text is None or asked.text == text]

    def fail_next(  # noqa: PLR0913 - each is a keyword of its own, and most are left out
        self,
        fault: Fault = Fault.STATUS,
        *,
        method: str | None = None,
        path_contains: str = "",
        times: int = 1,
        status: int = 503,
        body: object = None,
        retry_after: int | str | None = None,
        delay_s: float = 0.0,
    ) -> None:
        """Let the next requests of a kind meet a fault.

        Args:
            times: how many of them; the others are answered as usual.
            status: of Fault.STATUS. body is its body: an object as JSON, a string as HTML, None
                as the error that Databricks gives with this status.
            delay_s: of Fault.SLOW, in real seconds.
        """
        scripted = ScriptedFault(
            fault, method, path_contains, times, status, body, retry_after, delay_s
        )
        self.faults.add(scripted)

    def expire_results(self) -> None:
        """Let all rows that were made so far be gone."""
        for statement in self.statements.values():
            statement.is_expired = True

    def forget_conversation(self, conversation_id: str) -> None:
        """Let a conversation be gone."""
        self.conversations.pop(conversation_id, None)

    def delete_message(self, message_id: str) -> None:
        """Let a message be gone."""
        for conversation in self.conversations.values():
            conversation.messages.pop(message_id, None)

    def revoke_tokens(self) -> None:
        """Refuse the OAuth tokens given out so far."""
        self.credentials.revoke()

    def record(self, request: RequestRecord) -> None:
        """Write a request into the journal."""
        self._requests.append(request)

    # ---- for the routes

    def space(self, space_id: str) -> Space:
        """The space of this id, or the 404 that stands for it."""
        if space_id not in self.spaces:
            raise errors.space_not_found(space_id)
        return self.spaces[space_id]

    def conversations_of(self, space_id: str) -> list[Conversation]:
        """All conversations of a space, oldest first: several may be committed out of order."""
        here = (c for c in self.conversations.values() if c.space_id == space_id)
        return sorted(here, key=lambda c: c.conversation_id)

    def conversation(self, space_id: str, conversation_id: str) -> Conversation:
        """A conversation of a space, or its 404."""
        self.space(space_id)
        conversation = self.conversations.get(conversation_id)
        if conversation is None or conversation.space_id != space_id:
            raise errors.not_found("Conversation", conversation_id)
        return conversation

    def messages_of(self, conversation: Conversation) -> list[Message]:
        """The messages that are still there, oldest first."""
        now_s = self.clock.now_s()
        messages: Iterable[Message] = conversation.messages.values()
        return [m for m in messages if m.gone_s is None or now_s < m.gone_s]

    def message(self, space_id: str, conversation_id: str, message_id: str) -> Message:
        """A message of a conversation, or its 404."""
        conversation = self.conversation(space_id, conversation_id)
        for message in self.messages_of(conversation):
            if message.message_id == message_id:
                return message
        raise errors.not_found("Message", message_id)

    def open_conversation(self, space_id: str, title: str) -> Conversation:
        """A new conversation, which exists once a question is committed to it."""
        created_ms = self.clock.now_ms()
        return Conversation(self.ids.new(), space_id, title, created_ms)

    async def ask(self, conversation: Conversation, content: str) -> Message:
        """Take on a question: count it, work out its answer, commit it."""
        if not content.strip() or len(content) > _MAX_CONTENT_CHARS:
            raise errors.invalid_parameter("content must not be empty or too long.")
        self.limit.take()
        space = self.space(conversation.space_id)
        is_new = conversation.conversation_id not in self.conversations
        message = await self._asker.ask(space, conversation, content)
        if not is_new:  # it may have been deleted since
            self.conversation(conversation.space_id, conversation.conversation_id)
        for part in message.parts:
            self.statements[part.statement.statement_id] = part.statement
        self.conversations.setdefault(conversation.conversation_id, conversation)
        conversation.messages[message.message_id] = message
        self._questions.append(
            AskedQuestion(
                text=content,
                space_id=conversation.space_id,
                conversation_id=conversation.conversation_id,
                message_id=message.message_id,
                time_s=message.started_s,
            )
        )
        return message

    def read_rows(self, message: Message, part: QueryPart) -> Statement:
        """The execution whose rows are asked for; to ask lets a stalled message go on."""
        status = self.writer.moment(message).status
        if status not in {"EXECUTING_QUERY", "COMPLETED", "QUERY_RESULT_EXPIRED", "FAILED"}:
            text = f"Message {message.message_id} has no query result in status {status}."
            raise errors.ApiError(400, "BAD_REQUEST", text)
        now_s = self.clock.now_s()
        if message.is_held:
            message.let_go(now_s)
        statement = part.statement
        if statement.expires_at_first_read and statement.state(now_s) == "SUCCEEDED":
            statement.is_expired = True
        if statement.state(now_s) == "CLOSED" and self.settings.expired_answer == "not_found":
            raise errors.not_found("Statement", statement.statement_id)
        return statement

    async def execute(self, part: QueryPart) -> Statement:
        """Run a query again; its rows come a little later, under a new statement id."""
        result, error = await self._run_again(part, max_rows=MAX_ROWS)
        ready_s = self.clock.now_s() + self.settings.answer_seconds[0] / 2
        part.statement = self._asker.execution(part.query, result, ready_s=ready_s)
        part.statement.error = error
        self.statements[part.statement.statement_id] = part.statement
        return part.statement

    async def start_download(self, part: QueryPart, switches: Switches) -> Download:
        """Run a query again, without the limit on rows, into files."""
        result, error = await self._run_again(part, max_rows=None)
        ready_s = self.clock.now_s() + self.settings.answer_seconds[0] / 2
        statement = self._asker.execution(part.query, result, ready_s=ready_s)
        statement.error = error
        statement.has_links, statement.file_format = True, _file_format(switches)
        if switches.has(Switch.CHUNKS):
            statement.split(CHUNKS)
        self.statements[statement.statement_id] = statement
        download_id = self.ids.new_dashed()
        download = Download(download_id, new_signature(), part.attachment_id, statement)
        self._downloads[download_id] = download
        return download

    def download(self, part: QueryPart, download_id: str, signature: str) -> Download:
        """A download that was started for this query, or what is wrong with asking for it."""
        download = self._downloads.get(download_id)
        if download is None or download.attachment_id != part.attachment_id:
            raise errors.not_found("Download", download_id)
        if signature != download.signature:
            raise errors.invalid_parameter("download_id_signature is missing or wrong.")
        return download

    def comment(self, message: Message, content: str) -> Comment:
        """Put a comment on a message."""
        comment = Comment(self.ids.new(), content, self.clock.now_ms())
        message.comments.append(comment)
        return comment

    def statement(self, statement_id: str) -> Statement:
        """Any execution of the workspace."""
        if statement_id not in self.statements:
            raise errors.not_found("Statement", statement_id)
        return self.statements[statement_id]

    def count_refusal(self, message: Message) -> None:
        """Answer 503 as often as the question asked for."""
        if message.refusals_left > 0 and message.switches.has(Switch.UNAVAILABLE):
            message.refusals_left -= 1
            raise errors.temporarily_unavailable()

    async def _run_again(
        self, part: QueryPart, *, max_rows: int | None
    ) -> tuple[ResultTable, str | None]:
        """The rows of a query, or why it has none: what failed once fails again."""
        if part.statement.error is not None:
            return NO_ROWS, part.statement.error
        query = part.query
        return await self.engine.query(query.sql, query.parameters, max_rows=max_rows), None


def _file_format(switches: Switches) -> str:
    if switches.has(Switch.ARROW):
        return "ARROW_STREAM"
    return "JSON_ARRAY" if switches.has(Switch.JSON) else "CSV"
