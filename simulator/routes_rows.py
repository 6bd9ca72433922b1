"""Routes for rows: query results, new executions, downloads, and links."""

from aiohttp import hdrs, web

from simulator import errors
from simulator.conversations import Message, QueryPart
from simulator.downloads import LINK_PREFIX
from simulator.keys import CALLER, WORKSPACE
from simulator.payload import reply
from simulator.routes import MESSAGE, message_of
from simulator.statements import LinkMaker, Statement, chunk_json, statement_json

ATTACHMENT = MESSAGE + "/attachments/{attachment_id}"
STATEMENT = "/api/2.0/sql/statements/{statement_id}"

routes = web.RouteTableDef()


@routes.get(ATTACHMENT + "/query-result")
@routes.get(MESSAGE + "/query-result/{attachment_id}")
@routes.get(MESSAGE + "/query-result")
async def get_query_result(request: web.Request) -> web.Response:
    """Return the rows of a query, or its state. The two shorter paths are deprecated."""
    message = message_of(request)
    statement = request.app[WORKSPACE].read_rows(message, _part(request, message))
    return _statement_response(request, statement)


@routes.post(ATTACHMENT + "/execute-query")
@routes.post(MESSAGE + "/execute-query")
async def execute_query(request: web.Request) -> web.Response:
    """Execute a query again whose rows have expired. The shorter path is deprecated."""
    message = message_of(request)
    part = _part(request, message)
    statement = await request.app[WORKSPACE].execute(message, part, request[CALLER])
    return _statement_response(request, statement)


@routes.post(ATTACHMENT + "/downloads")
async def start_download(request: web.Request) -> web.Response:
    """Start to write the full result to a file."""
    message = message_of(request)
    part = _part(request, message)
    download = await request.app[WORKSPACE].start_download(message, part, request[CALLER])
    return reply({"download_id": download.download_id, "download_id_signature": download.signature})


@routes.get(ATTACHMENT + "/downloads/{download_id}")
async def get_download(request: web.Request) -> web.Response:
    """Return the location of the file, once it is written."""
    part = _part(request, message_of(request))
    signature = request.query.get("download_id_signature", "")
    download = request.app[WORKSPACE].download(part, request.match_info["download_id"], signature)
    return _statement_response(request, download.statement)


@routes.get(STATEMENT)
async def get_statement(request: web.Request) -> web.Response:
    """Return an execution, as the Statement Execution API does."""
    statement = request.app[WORKSPACE].statement(request.match_info["statement_id"])
    now_s = request.app[WORKSPACE].clock.now_s()
    return reply(statement_json(statement, now_s, _link_maker(request)))


@routes.get(STATEMENT + "/result/chunks/{chunk_index}")
async def get_chunk(request: web.Request) -> web.Response:
    """Return a further chunk of rows."""
    workspace = request.app[WORKSPACE]
    statement = workspace.statement(request.match_info["statement_id"])
    if statement.state(workspace.clock.now_s()) != "SUCCEEDED":
        raise errors.not_found("Statement", statement.statement_id)
    index = request.match_info["chunk_index"]
    if not index.isdecimal() or int(index) >= len(statement.chunk_spans()):
        raise errors.invalid_parameter(f"Invalid chunk index {index}.")
    return reply(chunk_json(statement, int(index), _link_maker(request)))


@routes.post(STATEMENT + "/cancel")
async def cancel_statement(request: web.Request) -> web.Response:
    """Cancel an execution; an unknown one is no error."""
    workspace = request.app[WORKSPACE]
    statement = workspace.statements.get(request.match_info["statement_id"])
    if statement and statement.state(workspace.clock.now_s()) == "RUNNING":
        statement.is_canceled = True
    return reply({})


@routes.get(LINK_PREFIX + "{statement_id}/{chunk_index}")
async def read_link(request: web.Request) -> web.Response:
    """Return the file behind a link. Cloud storage refuses requests with a credential."""
    if hdrs.AUTHORIZATION in request.headers:
        text = "Only one auth mechanism allowed: the signature of the link, no Authorization."
        raise errors.ApiError(400, "BAD_REQUEST", text)
    signature = request.query.get("X-Databricks-Signature", "")
    content, content_type = request.app[WORKSPACE].storage.read(signature)
    return web.Response(body=content, content_type=content_type)


def _part(request: web.Request, message: Message) -> QueryPart:
    """Return the query of a path; without an attachment, the message's last one."""
    attachment_id = request.match_info.get("attachment_id")
    if attachment_id is None and message.last_part:
        return message.last_part
    for part in message.parts:
        if part.attachment_id == attachment_id:
            return part
    raise errors.not_a_query_attachment(attachment_id or "")


def _statement_response(request: web.Request, statement: Statement) -> web.Response:
    now_s = request.app[WORKSPACE].clock.now_s()
    body = statement_json(statement, now_s, _link_maker(request))
    return reply({"statement_response": body})


def _link_maker(request: web.Request) -> LinkMaker:
    """Make absolute links to the address under which this workspace was reached."""

    def make(statement: Statement, chunk_index: int) -> tuple[str, str]:
        path, expiration = request.app[WORKSPACE].storage.link(statement, chunk_index)
        return f"{request.url.origin()}{path}", expiration

    return make
