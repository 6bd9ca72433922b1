"""One Genie space: the endpoints of its conversations in chat mode."""

import math
from collections.abc import Mapping
from typing import Final

from genie import fetching, whole, wire
from genie.causes import Cause
from genie.errors import (
    GenieNotFoundError,
    GenieProtocolError,
    GenieQueryError,
    GenieRejectedError,
)
from genie.listings import Conversation, Page
from genie.models import GenieMessage, QueryAttachment
from genie.parsing import optional_object, optional_str, required_str
from genie.polling import ANSWER_TIMEOUT_S
from genie.statements import Statement
from genie.statuses import FeedbackRating
from genie.tables import Table
from genie.transport import Admission, Transport

# The largest page that Databricks documents for its lists of conversations.
PAGE_SIZE: Final = 100


class GenieSpace:
    """The endpoints of one space.

    Every method raises only GenieErrors. Methods that POST may raise GenieUncertainError, since a
    POST with an unknown outcome is not retried. query is an attachment of the message; one without
    an id is addressed by the message alone, through older endpoints. timeout_s is how long to wait,
    in seconds, for a running query.
    """

    def __init__(self, transport: Transport, space_id: str) -> None:
        self.space_id = space_id
        self.transport = transport

    def until(self, deadline: float) -> "GenieSpace":
        """Return a copy with a deadline (on the clock's monotonic()) for all waiting."""
        return GenieSpace(self.transport.until(deadline), self.space_id)

    async def title(self) -> str:
        """Fetch the space's title; "" if it has none."""
        return optional_str(
            await self.transport.get(wire.path(wire.SPACES, self.space_id)), "title"
        )

    async def start_conversation(
        self, content: str, *, admission: Admission | None = None, timeout_s: float = math.inf
    ) -> GenieMessage:
        """Ask the first question of a new conversation. See Transport.post."""
        path = wire.path(wire.SPACES, self.space_id, "start-conversation")
        body = await self.transport.post(
            path, {"content": content}, admission=admission, timeout_s=timeout_s
        )
        return GenieMessage.from_json({**body, **(optional_object(body, "message") or {})})

    async def create_message(
        self,
        conversation_id: str,
        content: str,
        *,
        admission: Admission | None = None,
        timeout_s: float = math.inf,
    ) -> GenieMessage:
        """Ask a further question in a conversation. See Transport.post."""
        path = wire.conversation_path(self.space_id, conversation_id, "messages")
        body = await self.transport.post(
            path, {"content": content}, admission=admission, timeout_s=timeout_s
        )
        return GenieMessage.from_json(body)

    async def get_message(self, conversation_id: str, message_id: str) -> GenieMessage:
        """Fetch a message with its current status.

        Raises:
            GenieNotFoundError: as MESSAGE_GONE if Genie says so: it existed, since it has an id.
        """
        path = wire.message_path(self.space_id, conversation_id, message_id)
        try:
            return GenieMessage.from_json(await self.transport.get(path))
        except GenieNotFoundError as exc:
            if exc.cause is not Cause.NOT_FOUND:
                raise
            raise GenieNotFoundError(str(exc), cause=Cause.MESSAGE_GONE) from exc

    async def list_messages(self, conversation_id: str, page_token: str = "") -> Page[GenieMessage]:
        """Fetch a page of a conversation's messages; their order is not documented."""
        path = wire.conversation_path(self.space_id, conversation_id, "messages")
        body = await self.transport.get(path, _page_query(page_token))
        return Page.from_json(body, "messages", GenieMessage.from_json)

    async def list_conversations(self, page_token: str = "") -> Page[Conversation]:
        """Fetch a page of the token owner's own conversations in this space."""
        path = wire.path(wire.SPACES, self.space_id, "conversations")
        body = await self.transport.get(path, _page_query(page_token))
        return Page.from_json(body, "conversations", Conversation.from_json)

    async def delete_conversation(self, conversation_id: str) -> None:
        """Delete a conversation with all of its messages."""
        await self.transport.delete(wire.conversation_path(self.space_id, conversation_id))

    async def delete_message(self, conversation_id: str, message_id: str) -> None:
        """Delete a message, which is also the only way to stop Genie's work on it."""
        path = wire.message_path(self.space_id, conversation_id, message_id)
        await self.transport.delete(path)

    async def send_feedback(
        self, conversation_id: str, message_id: str, rating: FeedbackRating, *, comment: str = ""
    ) -> None:
        """Store a rating of a message; it replaces an earlier one, and NONE removes it."""
        path = wire.message_path(self.space_id, conversation_id, message_id, "feedback")
        payload = {"rating": str(rating)} | ({"comment": comment} if comment else {})
        await self.transport.post(path, payload)

    async def query_result(
        self, conversation_id: str, message_id: str, query: QueryAttachment
    ) -> Statement:
        """Fetch a query's state and the first chunk of its result."""
        path = self._attachment(conversation_id, message_id, query, "query-result")
        return Statement.from_json(await self.transport.get(path))

    async def execute_query(
        self, conversation_id: str, message_id: str, query: QueryAttachment
    ) -> Statement:
        """Execute a query again whose result has expired."""
        path = self._attachment(conversation_id, message_id, query, "execute-query")
        return Statement.from_json(await self.transport.post(path, {}))

    async def table(
        self,
        conversation_id: str,
        message_id: str,
        query: QueryAttachment,
        *,
        is_expired: bool = False,
        timeout_s: float = ANSWER_TIMEOUT_S,
    ) -> Table:
        """Read a whole result (Genie's limit: 5,000 rows); an expired query is executed again once.

        Args:
            is_expired: already known, from the message's status QUERY_RESULT_EXPIRED.
        """
        ids = (conversation_id, message_id, query)
        space = self._within(timeout_s)
        statement, is_rerun = await fetching.fresh_statement(
            space.transport,
            lambda: space.query_result(*ids),
            lambda: space.execute_query(*ids),
            is_expired=is_expired,
        )
        return await fetching.whole_table(space.transport, statement, None if is_rerun else query)

    async def whole_result(
        self,
        conversation_id: str,
        message_id: str,
        query: QueryAttachment,
        *,
        timeout_s: float = ANSWER_TIMEOUT_S,
        limits: whole.Limits = whole.LIMITS,
    ) -> whole.WholeResult:
        """Read all rows, or as many as the limits allow: of the table, or of the full download.

        If Genie refuses the download, or it cannot be read, the rows are those of the table, and
        download_error says why. timeout_s applies to either.
        """
        ids = (conversation_id, message_id, query)
        table = await self.table(*ids, timeout_s=timeout_s)
        if table.extent.is_whole:
            return whole.WholeResult.of_table(table)
        transport = self._within(timeout_s).transport
        try:
            read = await _full_result(transport, self._attachment(*ids, "downloads"))
            return await whole.downloaded(transport, await read(), read, limits)
        except (GenieRejectedError, GenieProtocolError, GenieQueryError) as exc:
            return whole.WholeResult.of_table(table, download_error=exc)

    def _within(self, timeout_s: float) -> "GenieSpace":
        return self.until(self.transport.clock.monotonic() + timeout_s)

    def _attachment(
        self, conversation_id: str, message_id: str, query: QueryAttachment, what: str
    ) -> str:
        attachment = ("attachments", query.attachment_id) if query.attachment_id else ()
        return wire.message_path(self.space_id, conversation_id, message_id, *attachment, what)


async def _full_result(transport: Transport, path: str) -> whole.Refresh:
    """Start a download; return a function that waits for it, and has new links each time."""
    body = await transport.post(path, {})
    signature = {"download_id_signature": required_str(body, "download_id_signature")}
    path = wire.path(path, required_str(body, "download_id"))

    async def statement() -> Statement:
        return Statement.from_json(await transport.get(path, signature))

    async def read() -> fetching.FullResult:
        done = await fetching.finished(transport, await statement(), statement)
        return await fetching.full_result(transport, done)

    return read


def _page_query(page_token: str) -> Mapping[str, str]:
    return {"page_size": str(PAGE_SIZE)} | ({"page_token": page_token} if page_token else {})
