"""Progress: what Genie is doing, as a short list that fills up."""

from dataclasses import dataclass, replace
from typing import Final

from cards import texts
from cards.formatting import locale_of, seconds
from cards.markdown import plain
from cards.messages import CardMessage, Element, card_message, note, shortened, text_block
from cards.prose import spoken_text
from cards.question import AskedQuestion, question_line, summary_of
from genie.events import Event, StatusChanged, ThoughtsChanged
from genie.statuses import MessageStatus

_PHASES: Final = (
    texts.UNDERSTANDING,
    texts.FINDING_DATA,
    texts.WRITING_QUERY,
    texts.STARTING_WAREHOUSE,  # only while it is waited for
    texts.RUNNING_QUERY,
)
_PHASE_OF: Final[dict[str, int]] = {
    MessageStatus.SUBMITTED: 0,
    MessageStatus.FETCHING_METADATA: 0,
    MessageStatus.FILTERING_CONTEXT: 1,
    MessageStatus.ASKING_AI: 2,
    MessageStatus.PENDING_WAREHOUSE: 3,
    MessageStatus.EXECUTING_QUERY: 4,
    MessageStatus.QUERY_RESULT_EXPIRED: 4,
    MessageStatus.COMPLETED: 5,
}
MAX_THOUGHT_CHARS: Final = 160
_READ_OF_THOUGHT: Final = 1_000


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
                # A status without a phase, or a newer one, leaves the list as it was.
                kept = status if status in _PHASE_OF else self.status or status
                return replace(self, status=kept, wait_s=None)
            case ThoughtsChanged(thoughts) if thoughts:
                return replace(self, thought=thoughts[-1].content)
            case _:
                return self


def progress_message(progress: Progress, question: AskedQuestion) -> CardMessage:
    """Show a question that is being worked on."""
    body = [question_line(question), *_steps(progress.status)]
    if progress.wait_s is not None:
        wait = seconds(progress.wait_s, locale_of(question.locale))
        body.append(note(texts.WAITING.format(seconds=wait)))
    elif thought := spoken_text(progress.thought[:_READ_OF_THOUGHT]):
        body.append(note(plain(shortened(thought, MAX_THOUGHT_CHARS))))
    if progress.is_slow:
        body.append(note(texts.SLOW, weight="Bolder"))
    return card_message(body, summary=summary_of(texts.SUMMARY_PROGRESS, question))


def _steps(status: MessageStatus | str) -> list[Element]:
    if status not in _PHASE_OF:
        return [_step(texts.WORKING if status else texts.SENDING, is_current=True)]
    current = _PHASE_OF[status]
    return [
        _step(phase, is_done=number < current, is_current=number == current)
        for number, phase in enumerate(_PHASES)
        if phase != texts.STARTING_WAREHOUSE or number == current
    ]


def _step(phase: str, *, is_done: bool = False, is_current: bool = False) -> Element:
    if is_current:
        return text_block(texts.STEP_CURRENT.format(phase=phase), weight="Bolder", spacing="Small")
    text = texts.STEP_DONE if is_done else texts.STEP_TO_COME
    return text_block(text.format(phase=phase), isSubtle=True, spacing="Small")
