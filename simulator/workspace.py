"""The workspace itself: its state, and the controls for tests."""

from collections import deque
from collections.abc import Iterable, Mapping

from simulator import errors
from simulator.access import Access, may_see
from simulator.asking import CHUNKS, NO_ROWS, Asker
from simulator.auth import Credentials
from simulator.clock import Clock
from simulator.conversations import Comment, Conversation, Message, QueryPart, Space
from simulator.downloads import Download, Storage, new_signature
from simulator.engine import MAX_ROWS, Engine, QueryError, ResultTable
from simulator.entra import Entra
from simulator.faults import Faulty
from simulator.history import Execution
from simulator.ids import IdFactory
from simulator.journal import JOURNAL_SIZE, AskedQuestion, RequestRecord
from simulator.messages import MessageWriter
from simulator.paging import Pager
from simulator.people import Principal
from simulator.questions.subjects import SALES, SUPPORT
from simulator.ratelimit import QuestionLimit
from simulator.settings import SALES_SPACE_ID, SUPPORT_SPACE_ID, SimulatorSettings
from simulator.statements import Statement
from simulator.switches import Switch, Switches
from simulator.warehouse import Warehouse

_MAX_CONTENT_CHARS = 10_000
_DAY_MS = 86_400_000


class Workspace(Faulty):
    """The state of a simulated Genie workspace. Tests script and inspect it.

    For tests: requests, questions(), fail_next(), expire_results(), forget_conversation(),
    delete_message(), accepted_token(), revoke_tokens(), and clock.advance() to advance the time;
    access takes permissions from people, entra refuses and revokes their tokens.
    """

    def __init__(self, settings: SimulatorSettings, engine: Engine) -> None:
        super().__init__()
        self.settings = settings
        self.clock = Clock()
        self.ids = IdFactory(self.clock)
        self.engine = engine
        self.entra = Entra(self.clock, lifetime_s=settings.person_token_s)
        self.credentials = Credentials(settings, self.entra)
        self.access = Access()
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
        self.history: list[Execution] = []
        self._downloads: dict[str, Download] = {}
        self._warehouse = Warehouse(engine, self.access)
        self._asker = Asker(self._warehouse, self.clock, self.ids, settings)
        self._requests: deque[RequestRecord] = deque(maxlen=JOURNAL_SIZE)
        self._questions: deque[AskedQuestion] = deque(maxlen=JOURNAL_SIZE)

    # ---- for tests

    @property
    def requests(self) -> list[RequestRecord]:
        """All requests so far, in the order of their responses."""
        return list(self._requests)

    def questions(self, text: str | None = None) -> list[AskedQuestion]:
        """Return all accepted questions so far, or those with this exact text."""
        return [asked for asked in self._questions if text is None or asked.text == text]

    def expire_results(self) -> None:
        """Expire all rows that were made so far."""
        for statement in self.statements.values():
            statement.is_expired = True

    def forget_conversation(self, conversation_id: str) -> None:
        """Delete a conversation."""
        self.conversations.pop(conversation_id, None)

    def delete_message(self, message_id: str) -> None:
        """Delete a message."""
        for conversation in self.conversations.values():
            conversation.messages.pop(message_id, None)

    def accepted_token(self) -> str:
        """Return a new token that is accepted, as one of Entra is."""
        return str(self.credentials.grant()["access_token"])

    def revoke_tokens(self) -> None:
        """Revoke the OAuth tokens issued so far."""
        self.credentials.revoke()

    def record(self, request: RequestRecord) -> None:
        """Add a request to the journal."""
        self._requests.append(request)

    # ---- for the routes

    def admit(self, caller: Principal, path: Mapping[str, str]) -> None:
        """Check whether a caller may use what the path of a request names."""
        self.access.admit(caller, path, self.conversations, self.statements)

    def spaces_of(self, caller: Principal) -> list[Space]:
        """Return the spaces that a caller may use, the sales space first."""
        spaces = self.spaces.values()
        return [space for space in spaces if self.access.may_use(caller, space.space_id)]

    def space(self, space_id: str) -> Space:
        """Return the space with this id, or raise its 404."""
        if space_id not in self.spaces:
            raise errors.space_not_found(space_id)
        return self.spaces[space_id]

    def conversations_of(self, space_id: str, caller: Principal) -> list[Conversation]:
        """Return a caller's conversations in a space, oldest first.

        They may be committed out of order. The bot sees everybody's.
        """
        seen = (c for c in self.conversations.values() if may_see(caller, c.owner))
        here = (c for c in seen if c.space_id == space_id)
        return sorted(here, key=lambda c: c.conversation_id)

    def conversation(self, space_id: str, conversation_id: str) -> Conversation:
        """Return a conversation of a space, or raise its 404."""
        self.space(space_id)
        conversation = self.conversations.get(conversation_id)
        if conversation is None or conversation.space_id != space_id:
            raise errors.not_found("Conversation", conversation_id)
        return conversation

    def messages_of(self, conversation: Conversation) -> list[Message]:
        """Return the existing messages, oldest first."""
        now_s = self.clock.now_s()
        messages: Iterable[Message] = conversation.messages.values()
        return [m for m in messages if m.gone_s is None or now_s < m.gone_s]

    def message(self, space_id: str, conversation_id: str, message_id: str) -> Message:
        """Return a message of a conversation, or raise its 404."""
        conversation = self.conversation(space_id, conversation_id)
        for message in self.messages_of(conversation):
            if message.message_id == message_id:
                return message
        raise errors.not_found("Message", message_id)

    def open_conversation(self, space_id: str, title: str, owner: Principal) -> Conversation:
        """Make a new conversation, which exists once a question is committed to it."""
        created_ms = self.clock.now_ms()
        return Conversation(self.ids.new(), space_id, title, created_ms, owner)

    async def ask(self, conversation: Conversation, content: str) -> Message:
        """Accept a question: count it, compute its answer, commit it."""
        if not content.strip() or len(content) > _MAX_CONTENT_CHARS:
            raise errors.invalid_parameter("content must not be empty or too long.")
        self.limit.take()
        space = self.space(conversation.space_id)
        is_new = conversation.conversation_id not in self.conversations
        message = await self._asker.ask(space, conversation, content)
        if not is_new:  # it may have been deleted since
            self.conversation(conversation.space_id, conversation.conversation_id)
        for part in message.parts:
            self._keep(space.space_id, part.statement)
        self.conversations.setdefault(conversation.conversation_id, conversation)
        conversation.messages[message.message_id] = message
        self._questions.append(
            AskedQuestion(
                text=content,
                space_id=conversation.space_id,
                conversation_id=conversation.conversation_id,
                message_id=message.message_id,
                time_s=message.started_s,
                user_name=message.author.user_name,
            )
        )
        return message

    def read_rows(self, message: Message, part: QueryPart) -> Statement:
        """Return the execution with the rows; the request completes a stalled message."""
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

    async def execute(self, message: Message, part: QueryPart, caller: Principal) -> Statement:
        """Execute a query again; its rows come a little later, under a new statement id."""
        result, error = await self._run_again(part, caller, max_rows=MAX_ROWS)
        ready_s = self.clock.now_s() + self.settings.answer_seconds[0] / 2
        part.statement = self._asker.execution(part.query, result, caller, ready_s=ready_s)
        part.statement.error = error
        self._keep(message.space_id, part.statement)
        return part.statement

    async def start_download(
        self, message: Message, part: QueryPart, caller: Principal
    ) -> Download:
        """Execute a query again, without the limit on rows, and write files."""
        result, error = await self._run_again(part, caller, max_rows=None)
        ready_s = self.clock.now_s() + self.settings.answer_seconds[0] / 2
        statement = self._asker.execution(part.query, result, caller, ready_s=ready_s)
        statement.error = error
        statement.has_links, statement.file_format = True, _file_format(message.switches)
        if message.switches.has(Switch.CHUNKS):
            statement.split(CHUNKS)
        self._keep(message.space_id, statement)
        download_id = self.ids.new_dashed()
        download = Download(download_id, new_signature(), part.attachment_id, statement)
        self._downloads[download_id] = download
        return download

    def download(self, part: QueryPart, download_id: str, signature: str) -> Download:
        """Return a download that was started for this query, or raise an error."""
        download = self._downloads.get(download_id)
        if download is None or download.attachment_id != part.attachment_id:
            raise errors.not_found("Download", download_id)
        if signature != download.signature:
            raise errors.invalid_parameter("download_id_signature is missing or wrong.")
        return download

    def comment(self, message: Message, content: str, author: Principal) -> Comment:
        """Add a comment to a message."""
        comment = Comment(self.ids.new(), content, author, self.clock.now_ms())
        message.comments.append(comment)
        return comment

    def statement(self, statement_id: str) -> Statement:
        """Return any execution of the workspace."""
        if statement_id not in self.statements:
            raise errors.not_found("Statement", statement_id)
        return self.statements[statement_id]

    def count_refusal(self, message: Message) -> None:
        """Answer 503 as often as the question asked for."""
        if message.refusals_left > 0 and message.switches.has(Switch.UNAVAILABLE):
            message.refusals_left -= 1
            raise errors.temporarily_unavailable()

    def _keep(self, space_id: str, statement: Statement) -> None:
        self.statements[statement.statement_id] = statement
        self.history.append(Execution(statement, space_id, self.clock.now_ms()))

    async def _run_again(
        self, part: QueryPart, caller: Principal, *, max_rows: int | None
    ) -> tuple[ResultTable, str | None]:
        """Return the rows of a query, or its error: a query that failed fails again."""
        if part.statement.error is not None:
            return NO_ROWS, part.statement.error
        try:
            return await self._warehouse.run(part.query, caller, max_rows=max_rows), None
        except QueryError as exc:  # a permission was taken away
            return NO_ROWS, str(exc)


def _file_format(switches: Switches) -> str:
    if switches.has(Switch.ARROW):
        return "ARROW_STREAM"
    return "JSON_ARRAY" if switches.has(Switch.JSON) else "CSV"
