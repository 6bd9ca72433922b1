"""Progress: what Genie is doing, as a short list that fills up."""

from dataclasses import dataclass, replace
from typing import Final

from cards import texts
from cards.markdown import plain, readable
from cards.messages import CardMessage, Element, card_message, shortened, text_block
from cards.question import AskedQuestion, question_line
from genie.events import Event, StatusChanged, ThoughtsChanged
from genie.statuses import MessageStatus

_PHASES: Final = (
    texts.UNDERSTANDING,
    texts.FINDING_DATA,
    texts.WRITING_QUERY,
    texts.RUNNING_QUERY,
)
_PHASE_OF: Final = {
    MessageStatus.SUBMITTED: 0,
    MessageStatus.FETCHING_METADATA: 0,
    MessageStatus.FILTERING_CONTEXT: 1,
    MessageStatus.ASKING_AI: 2,
    MessageStatus.PENDING_WAREHOUSE: 3,
    MessageStatus.EXECUTING_QUERY: 3,
    MessageStatus.COMPLETED: 4,
    MessageStatus.QUERY_RESULT_EXPIRED: 3,
}
MAX_THOUGHT_CHARS: Final = 160


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a question has got. status "": Genie does not have it yet.

    thought is Genie's latest, in Markdown; wait_s is in how many seconds it is asked again, while
    the workspace's limit is reached; is_slow is that the person waits unusually long.
    """

    status: MessageStatus | str = ""
    thought: str = ""
    wait_s: float | None = None
    is_slow: bool = False

    def after(self, event: Event) -> "Progress":
        """Return the progress once this has happened."""
        match event:
            case StatusChanged(status):
                return replace(self, status=status, wait_s=None)
            case ThoughtsChanged(thoughts) if thoughts:
                return replace(self, thought=thoughts[-1].content)
            case _:
                return self


def progress_message(progress: Progress, question: AskedQuestion) -> CardMessage:
    """Show a question that is being worked on."""
    body = [question_line(question), *_steps(progress.status)]
    if progress.wait_s is not None:
        waiting = texts.WAITING.format(seconds=round(progress.wait_s))
        body.append(text_block(waiting, isSubtle=True, size="Small"))
    elif progress.thought:
        thought = shortened(" ".join(readable(progress.thought).split()), MAX_THOUGHT_CHARS)
        body.append(text_block(plain(thought), isSubtle=True, size="Small"))
    if progress.is_slow:
        body.append(text_block(texts.SLOW, weight="Bolder", size="Small"))
    return card_message(body, summary=texts.SUMMARY_PROGRESS.format(question=question.text))


def _steps(status: MessageStatus | str) -> list[Element]:
    if not status:
        return [_step("➤", texts.SENDING, is_current=True)]
    current = _PHASE_OF.get(MessageStatus(status), 0) if status in _PHASE_OF else 0
    names = list(_PHASES)
    if status == MessageStatus.PENDING_WAREHOUSE:
        names[3] = texts.STARTING_WAREHOUSE
    return [_step(_mark(i, current), name, is_current=i == current) for i, name in enumerate(names)]


def _mark(index: int, current: int) -> str:
    if index < current:
        return "✓"
    return "➤" if index == current else "○"


def _step(mark: str, name: str, *, is_current: bool) -> Element:
    return text_block(
        f"{mark} {name}{' …' if is_current else ''}",
        weight="Bolder" if is_current else "Default",
        isSubtle=not is_current,
        spacing="Small",
    )
