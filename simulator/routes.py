"""Routes for spaces, conversations and messages."""

from aiohttp import web

from simulator import errors
from simulator.conversations import Message
from simulator.keys import CALLER, WORKSPACE
from simulator.messages import comment_json, space_json, summary_json
from simulator.payload import json_body, page_body, reply, text_of
from simulator.statements import Json
from simulator.workspace import Workspace

SPACES = "/api/2.0/genie/spaces"
SPACE = SPACES + "/{space_id}"
CONVERSATION = SPACE + "/conversations/{conversation_id}"
MESSAGE = CONVERSATION + "/messages/{message_id}"
_RATINGS = frozenset({"POSITIVE", "NEGATIVE", "NONE"})

routes = web.RouteTableDef()


def message_of(request: web.Request) -> Message:
    """Return the message of a path."""
    match = request.match_info
    workspace = request.app[WORKSPACE]
    return workspace.message(match["space_id"], match["conversation_id"], match["message_id"])


@routes.get(SPACES)
async def list_spaces(request: web.Request) -> web.Response:
    """List the caller's spaces, the sales space first."""
    workspace = request.app[WORKSPACE]
    page, token = workspace.pager.page(
        workspace.spaces_of(request[CALLER]),
        lambda space: space.space_id,
        list_name="spaces",
        query=request.query,
    )
    return reply(page_body("spaces", [space_json(space) for space in page], token))


@routes.get(SPACE)
async def get_space(request: web.Request) -> web.Response:
    """Return one space."""
    space = request.app[WORKSPACE].space(request.match_info["space_id"])
    body = space_json(space)
    if request.query.get("include_serialized_space") == "true":
        body["serialized_space"] = '{"version": 1}'
    return reply(body)


@routes.post(SPACE + "/start-conversation")
async def start_conversation(request: web.Request) -> web.Response:
    """Start a conversation with its first question."""
    workspace = request.app[WORKSPACE]
    space = workspace.space(request.match_info["space_id"])
    content = await _question(request)
    conversation = workspace.open_conversation(space.space_id, content, request[CALLER])
    message = await workspace.ask(conversation, content)
    body: Json = {
        "message_id": message.message_id,
        "message": workspace.writer.new_message(message),
        "conversation_id": conversation.conversation_id,
        "conversation": workspace.writer.conversation(conversation),
    }
    return reply(body)


@routes.get(SPACE + "/conversations")
async def list_conversations(request: web.Request) -> web.Response:
    """List the caller's conversations in a space, newest first."""
    workspace = request.app[WORKSPACE]
    space_id = workspace.space(request.match_info["space_id"]).space_id
    page, token = workspace.pager.page(
        workspace.conversations_of(space_id, request[CALLER]),
        lambda conversation: conversation.conversation_id,
        list_name=f"conversations of {space_id}",
        query=request.query,
        newest_first=True,
    )
    found = [summary_json(conversation) for conversation in page]
    return reply(page_body("conversations", found, token))


@routes.delete(CONVERSATION)
async def delete_conversation(request: web.Request) -> web.Response:
    """Delete a conversation."""
    workspace = request.app[WORKSPACE]
    match = request.match_info
    conversation = workspace.conversation(match["space_id"], match["conversation_id"])
    workspace.forget_conversation(conversation.conversation_id)
    return reply({})


@routes.post(CONVERSATION + "/messages")
async def create_message(request: web.Request) -> web.Response:
    """Ask a further question in a conversation."""
    workspace = request.app[WORKSPACE]
    match = request.match_info
    conversation = workspace.conversation(match["space_id"], match["conversation_id"])
    if conversation.owner != request[CALLER]:  # the bot sees people's conversations: not more
        raise errors.not_found("Conversation", conversation.conversation_id)
    content = await _question(request)
    message = await workspace.ask(conversation, content)
    return reply(workspace.writer.new_message(message))


@routes.get(CONVERSATION + "/messages")
async def list_messages(request: web.Request) -> web.Response:
    """List the messages of a conversation, newest first."""
    workspace: Workspace = request.app[WORKSPACE]
    match = request.match_info
    conversation = workspace.conversation(match["space_id"], match["conversation_id"])
    page, token = workspace.pager.page(
        workspace.messages_of(conversation),
        lambda message: message.message_id,
        list_name=f"messages of {conversation.conversation_id}",
        query=request.query,
        newest_first=True,
    )
    found = [workspace.writer.message(message) for message in page]
    return reply(page_body("messages", found, token))


@routes.get(MESSAGE)
async def get_message(request: web.Request) -> web.Response:
    """Return a message in its current state."""
    workspace = request.app[WORKSPACE]
    message = message_of(request)
    workspace.count_refusal(message)
    return reply(workspace.writer.message(message))


@routes.delete(MESSAGE)
async def delete_message(request: web.Request) -> web.Response:
    """Delete a message."""
    request.app[WORKSPACE].delete_message(message_of(request).message_id)
    return reply({})


@routes.post(MESSAGE + "/feedback")
async def send_feedback(request: web.Request) -> web.Response:
    """Store a rating; its text becomes a comment."""
    message = message_of(request)
    body = await json_body(request)
    rating = text_of(body, "rating")
    if rating not in _RATINGS:
        raise errors.invalid_parameter("rating must be POSITIVE, NEGATIVE or NONE.")
    message.feedback = {"rating": rating}
    if comment := body.get("comment"):
        message.feedback["comment"] = text_of(body, "comment")
        request.app[WORKSPACE].comment(message, str(comment), request[CALLER])
    return reply({})


@routes.post(MESSAGE + "/comments")
async def create_comment(request: web.Request) -> web.Response:
    """Store a comment on a message."""
    message = message_of(request)
    content = text_of(await json_body(request), "content")
    comment = request.app[WORKSPACE].comment(message, content, request[CALLER])
    return reply(comment_json(comment, message))


@routes.get(MESSAGE + "/comments")
async def list_comments(request: web.Request) -> web.Response:
    """List the comments on a message, oldest first."""
    message = message_of(request)
    page, token = request.app[WORKSPACE].pager.page(
        message.comments,
        lambda comment: comment.comment_id,
        list_name=f"comments of {message.message_id}",
        query=request.query,
    )
    found = [comment_json(comment, message) for comment in page]
    return reply(page_body("comments", found, token))


async def _question(request: web.Request) -> str:
    return text_of(await json_body(request), "content")
