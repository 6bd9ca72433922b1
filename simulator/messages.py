"""The JSON of conversations and messages, at any time of an answer."""

import math

from simulator.clock import Clock, rfc3339
from simulator.conversations import Comment, Conversation, Message, QueryPart, Space
from simulator.statements import Json
from simulator.timeline import Moment

_FINAL = frozenset({"COMPLETED", "FAILED", "CANCELLED", "QUERY_RESULT_EXPIRED"})


def space_json(space: Space) -> Json:
    """Return a space, as in lists and alone."""
    return {
        "space_id": space.space_id,
        "title": space.subject.title,
        "description": space.subject.description,
        "warehouse_id": space.warehouse_id,
        "create_time": rfc3339(space.created_ms),
        "update_time": rfc3339(space.created_ms),
    }


def summary_json(conversation: Conversation) -> Json:
    """Return a conversation, as in lists."""
    return {
        "conversation_id": conversation.conversation_id,
        "title": conversation.title,
        "created_timestamp": conversation.created_ms,
        "agent_type": "GENIE_CONVERSATION_TYPE_CHAT",
    }


def comment_json(comment: Comment, message: Message) -> Json:
    """Return a comment, as in lists."""
    return {
        "message_comment_id": comment.comment_id,
        "space_id": message.space_id,
        "conversation_id": message.conversation_id,
        "message_id": message.message_id,
        "content": comment.content,
        "user_id": comment.author.user_id,
        "created_timestamp": comment.created_ms,
    }


class MessageWriter:
    """Writes messages like a recorded workspace, or like the official guide."""

    def __init__(self, clock: Clock, *, docs_style: bool) -> None:
        self._clock = clock
        self._docs_style = docs_style

    def conversation(self, conversation: Conversation) -> Json:
        """Return a conversation, as start-conversation does."""
        moment = self._timestamp(conversation.created_ms)
        return {
            "id": conversation.conversation_id,
            "space_id": conversation.space_id,
            "user_id": conversation.owner.user_id,
            "created_timestamp": moment,
            "last_updated_timestamp": moment,
            "title": conversation.title,
            "conversation_id": conversation.conversation_id,
        }

    def new_message(self, message: Message) -> Json:
        """Return a message that was asked just now, however fast its answer is."""
        return self._message(message, Moment(0, "SUBMITTED", 0.0), message.started_ms)

    def message(self, message: Message) -> Json:
        """Return a message in its current state."""
        moment = self.moment(message)
        step = message.timeline.steps[moment.position]
        return self._message(message, moment, message.started_ms + int(step.at_s * 1000))

    def moment(self, message: Message) -> Moment:
        """Return how far a message has got; a completed one goes back when its rows expire."""
        now_s = self._clock.now_s()
        moment = message.timeline.moment(now_s - message.started_s, is_held=message.is_held)
        part = message.last_part
        if moment.status == "COMPLETED" and part and part.statement.state(now_s) == "CLOSED":
            return Moment(moment.position, "QUERY_RESULT_EXPIRED", 1.0)
        return moment

    def _message(self, message: Message, moment: Moment, updated_ms: int) -> Json:
        is_final = moment.status in _FINAL
        body: Json = {
            "id": message.message_id,
            "space_id": message.space_id,
            "conversation_id": message.conversation_id,
            "user_id": message.author.user_id,
            "created_timestamp": self._timestamp(message.started_ms),
            "last_updated_timestamp": self._timestamp(updated_ms),
            "status": "IN_PROGRESS" if self._docs_style and not is_final else moment.status,
            "content": message.content,
        }
        optional: Json = {
            "attachments": _attachments(message, moment) or None,
            "error": _error(message) if moment.status == "FAILED" else None,
            "query_result": _query_result(message, moment),
            "feedback": message.feedback,
        }
        for name, value in optional.items():
            if value is not None or (self._docs_style and name != "feedback"):
                body[name] = value
        body["auto_regenerate_count"] = _regenerations(message, moment)
        body["message_id"] = message.message_id
        return body

    def _timestamp(self, moment_ms: int) -> int:
        return moment_ms // 1000 if self._docs_style else moment_ms


def _regenerations(message: Message, moment: Moment) -> int:
    """Return how often Genie has started over: a second ASKING_AI is a second attempt."""
    seen = [step.status for step in message.timeline.steps[: moment.position + 1]]
    return max(seen.count("ASKING_AI") - 1, 0)


def _error(message: Message) -> Json | None:
    return {"error": message.error[1], "type": message.error[0]} if message.error else None


def _attachments(message: Message, moment: Moment) -> list[Json]:
    is_complete = moment.status in {"COMPLETED", "QUERY_RESULT_EXPIRED"}
    parts = _visible_parts(message, moment)
    attachments = [_query_attachment(part, moment, is_complete=is_complete) for part in parts]
    if not is_complete:
        return attachments
    if message.reply:
        return [_text_reply(message), *_suggestions(message)]
    # Recorded order: the summary comes last, and has no id of its own.
    return [*attachments, *_suggestions(message), {"text": {"content": message.text}}]


def _visible_parts(message: Message, moment: Moment) -> list[QueryPart]:
    """Return the visible queries: from ASKING_AI on, a corrected one from the second time."""
    if moment.status in {"SUBMITTED", "FETCHING_METADATA", "FILTERING_CONTEXT", "CANCELLED"}:
        return []
    return message.parts[: _regenerations(message, moment) + 1]


def _query_attachment(part: QueryPart, moment: Moment, *, is_complete: bool) -> Json:
    thoughts = [{"thought_type": t.kind, "content": t.content} for t in part.query.thoughts]
    if moment.status == "ASKING_AI":
        known = math.ceil(len(thoughts) * moment.progress)
        # The data sources are known first; the final order of the thoughts is another one.
        growing = sorted(thoughts, key=lambda t: t["thought_type"] != "THOUGHT_TYPE_DATA_SOURCING")
        query: Json = {"thoughts": growing[: max(known, 1)]}
        return {"query": query, "attachment_id": part.attachment_id}
    query = {"query": part.query.sql, "description": part.query.description}
    if is_complete:
        query["title"] = part.query.title
    query["statement_id"] = part.statement.statement_id
    if part.query.parameters:
        query["parameters"] = [
            {"keyword": p.keyword, "sql_type": p.sql_type, "value": p.value}
            for p in part.query.parameters
        ]
    query["thoughts"] = thoughts
    if is_complete:
        query["query_result_metadata"] = _row_count(part)
    return {"query": query, "attachment_id": part.attachment_id}


def _row_count(part: QueryPart) -> Json:
    count: Json = {"row_count": len(part.statement.result.rows)}
    if part.statement.result.is_truncated:  # absent if false
        count["is_truncated"] = True
    return count


def _query_result(message: Message, moment: Moment) -> Json | None:
    part = message.last_part
    if not part or moment.status not in {"PENDING_WAREHOUSE", "EXECUTING_QUERY", "COMPLETED"}:
        return None
    visible = _visible_parts(message, moment)[-1]
    result: Json = {"statement_id": visible.statement.statement_id}
    return result | _row_count(part) if moment.status == "COMPLETED" else result


def _text_reply(message: Message) -> Json:
    text: Json = {"content": message.text}
    if message.reply and message.reply.is_question_back:
        text["purpose"] = "FOLLOW_UP_QUESTION"
    return {"text": text, "attachment_id": message.text_attachment_id}


def _suggestions(message: Message) -> list[Json]:
    if not message.suggestions:
        return []
    questions: Json = {"questions": list(message.suggestions)}
    suggested: Json = {"suggested_questions": questions}
    return [suggested | {"attachment_id": message.suggestions_attachment_id}]
