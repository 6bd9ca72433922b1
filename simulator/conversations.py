"""The state of a workspace: spaces, conversations, messages and comments."""

from dataclasses import dataclass, field

from simulator.people import BOT, Principal
from simulator.questions.answers import Query, TextReply
from simulator.questions.subjects import Subject
from simulator.questions.understanding import Understood
from simulator.statements import Statement
from simulator.switches import Switches
from simulator.timeline import Step, Timeline


@dataclass(frozen=True, slots=True)
class Space:
    """A Genie space over one subject."""

    space_id: str
    subject: Subject
    created_ms: int
    warehouse_id: str = "9f8e7d6c5b4a3210"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a message; feedback with a text becomes one."""

    comment_id: str
    content: str
    author: Principal
    created_ms: int


@dataclass(slots=True)
class QueryPart:
    """The query of an answer, with the execution that has its rows."""

    attachment_id: str
    query: Query
    statement: Statement


@dataclass(slots=True)
class Message:
    """A question and its answer, which is computed at once but becomes visible step by step.

    Args:
        parts: queries in order; with a self-correction the first one is wrong.
        error: (type, text) if the answer ends FAILED.
        gone_s: time at which the message is deleted.
    """

    message_id: str
    space_id: str
    conversation_id: str
    content: str
    author: Principal
    started_s: float
    started_ms: int
    timeline: Timeline
    switches: Switches
    parts: list[QueryPart] = field(default_factory=list)
    text: str = ""
    text_attachment_id: str = ""
    reply: TextReply | None = None
    suggestions: tuple[str, ...] = ()
    suggestions_attachment_id: str = ""
    error: tuple[str, str] | None = None
    is_held: bool = False
    gone_s: float | None = None
    refusals_left: int = 0
    feedback: dict[str, str] | None = None
    comments: list[Comment] = field(default_factory=list)

    @property
    def last_part(self) -> QueryPart | None:
        """The query of the final answer."""
        return self.parts[-1] if self.parts else None

    def let_go(self, now_s: float) -> None:
        """Complete a stalled message."""
        self.is_held = False
        end = Step(self.timeline.steps[-1].status, now_s - self.started_s)
        self.timeline = Timeline((*self.timeline.steps[:-1], end))
        if self.last_part:
            self.last_part.statement.ready_s = now_s


@dataclass(slots=True)
class Conversation:
    """A list of messages, and the context of the last one. It belongs to who started it."""

    conversation_id: str
    space_id: str
    title: str
    created_ms: int
    owner: Principal = BOT
    messages: dict[str, Message] = field(default_factory=dict)
    understood: Understood | None = None
