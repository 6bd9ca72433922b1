"""Progress of a question, as a card with a list of steps, or as one line of a stream."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from cards.actions import ActionKind, CardAction, submit
from cards.formatting import count, seconds
from cards.markdown import plain
from cards.messages import CardMessage, Element, card_message, note, shortened, text_block
from cards.prose import blocks, spoken_text
from cards.question import AskedQuestion, question_line, summary_of
from cards.reader import Reader, TextKey
from cards.texts import progress_texts
from genie.events import Event, StatusChanged, ThoughtsChanged
from genie.statuses import MessageStatus

_PHASES: Final = (
    progress_texts.UNDERSTANDING,
    progress_texts.FINDING_DATA,
    progress_texts.WRITING_QUERY,
    progress_texts.STARTING_WAREHOUSE,  # only while Genie waits for it
    progress_texts.RUNNING_QUERY,
)
_PHASE_OF: Final[dict[str, int]] = {
    MessageStatus.SUBMITTED: 0,
    MessageStatus.FETCHING_METADATA: 0,
    MessageStatus.FILTERING_CONTEXT: 1,
    MessageStatus.ASKING_AI: 2,
    MessageStatus.PENDING_WAREHOUSE: 3,
    MessageStatus.EXECUTING_QUERY: 4,
    MessageStatus.QUERY_RESULT_EXPIRED: 4,
}
MAX_THOUGHT_CHARS: Final = 160
_READ_OF_THOUGHT: Final = 1_000
# Expected waits are rounded to 5 s, from here on to 10 s, then to half minutes and minutes.
_COARSE_FROM_S: Final = 60.0
_SECONDS_UP_TO: Final = 100.0
_WHOLE_MINUTES_FROM_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a question is not with Genie yet.

    ahead: earlier questions of the same person. number: its position in the queue for the
    workspace's questions per minute, 1 being the next; 0: it is not in the queue. expected_s:
    seconds until it is posted; None if that is not known. may_be_overtaken: by people who come
    later, since it is not the person's first one. sign_in: it waits for the person to sign in.
    """

    ahead: int = 0
    number: int = 0
    expected_s: float | None = None
    may_be_overtaken: bool = False
    sign_in: TextKey | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a question. status "": Genie does not have it yet.

    waiting: it is not being posted yet. thought is Genie's latest, in Markdown. is_slow: it takes
    unusually long. is_catching_up: the previous question is being replayed first. began has the
    start of each phase that was reached, in seconds after asking.
    """

    status: MessageStatus | str = ""
    thought: str = ""
    waiting: Waiting | None = None
    is_slow: bool = False
    is_catching_up: bool = False
    began: tuple[tuple[int, float], ...] = ()

    def after(self, event: Event, at_s: float = 0.0) -> "Progress":
        """Return the progress after an event, this many seconds after asking."""
        match event:
            case StatusChanged(status):
                return self._reached(status, at_s)
            case ThoughtsChanged(thoughts) if thoughts:
                return replace(self, thought=thoughts[-1].content)
            case _:
                return self

    def _reached(self, status: MessageStatus | str, at_s: float) -> "Progress":
        if status == MessageStatus.COMPLETED:
            return self  # the answer is about to replace the progress
        if status not in _PHASE_OF:  # an unknown status leaves the list unchanged
            return replace(self, status=self.status or status)
        phase = _PHASE_OF[status]
        earlier = tuple(known for known in self.began if known[0] <= phase)
        is_new = not any(known == phase for known, _ in earlier)
        began = (*earlier, (phase, at_s)) if is_new else earlier
        return replace(self, status=status, began=began)


def progress_message(progress: Progress, question: AskedQuestion) -> CardMessage:
    """Show a question that is being worked on, with a button that stops it."""
    body = [question_line(question), *_body(progress, question)]
    stop = submit(
        question.reader.say(progress_texts.STOP), CardAction(ActionKind.STOP, question.reference)
    )
    body.append({"type": "ActionSet", "spacing": "Small", "actions": [stop]})
    return card_message(body, summary=summary_of(progress_texts.SUMMARY_PROGRESS, question))


def progress_line(progress: Progress, question: AskedQuestion) -> str:
    """Write the progress as one line of plain text, for a stream: Teams has its own button."""
    if progress.waiting is not None:
        return " ".join(_waiting_texts(progress.waiting, question))
    is_thinking = _PHASE_OF.get(progress.status, 0) <= _PHASE_OF[MessageStatus.ASKING_AI]
    thought = _spoken(progress.thought[:_READ_OF_THOUGHT]) if is_thinking else None
    say = question.reader.say
    slow = say(progress_texts.SLOW) if progress.is_slow else None
    parts = [_ongoing(say(_phase(progress)), question), thought, slow]
    return " ".join(part for part in parts if part)


def _body(progress: Progress, question: AskedQuestion) -> Iterator[Element]:
    if progress.waiting is not None:
        first, *rest = _waiting_texts(progress.waiting, question)
        yield _current_step(first, question)
        yield from (note(text) for text in rest)
        return
    yield from _steps(progress, question)
    if thought := _spoken(progress.thought[:_READ_OF_THOUGHT]):
        yield note(plain(thought))
    if progress.is_slow:
        yield note(question.reader.say(progress_texts.SLOW), weight="Bolder")


def _waiting_texts(waiting: Waiting, question: AskedQuestion) -> list[str]:
    """Say why it waits, its position, and the expected time."""
    reader = question.reader
    if waiting.sign_in is not None:
        return [_ongoing(reader.say(waiting.sign_in), question)]
    if waiting.ahead:
        after = reader.say_many(progress_texts.AFTER_YOURS, waiting.ahead, count=waiting.ahead)
        return [_ongoing(after, question)]
    place = progress_texts.NEXT_IN_LINE if waiting.number <= 1 else progress_texts.PLACE_IN_LINE
    in_line = _ongoing(reader.say(progress_texts.IN_LINE), question)
    said = [in_line, reader.say(place, number=waiting.number)]
    if waiting.expected_s is not None:
        said.append(_expected(waiting.expected_s, reader))
        if waiting.may_be_overtaken:
            said.append(reader.say(progress_texts.OVERTAKEN))
    return said


def _expected(expected_s: float, reader: Reader) -> str:
    """Round the expected time as people would, since every change is an update."""
    if expected_s <= _SECONDS_UP_TO:
        step_s = 5 if expected_s < _COARSE_FROM_S else 10
        rounded_s = max(step_s, step_s * round(expected_s / step_s))
        return reader.say(progress_texts.EXPECTED_S, seconds=seconds(rounded_s, reader))
    halves = round(expected_s / 30)
    if expected_s > _WHOLE_MINUTES_FROM_S:
        halves = 2 * round(expected_s / 60)
    minutes = count(halves // 2, reader) + "½" * (halves % 2)
    return reader.say(progress_texts.EXPECTED_MIN, minutes=minutes)


def _phase(progress: Progress) -> TextKey:
    if progress.is_catching_up:
        return progress_texts.CATCHING_UP
    if progress.status not in _PHASE_OF:
        return progress_texts.WORKING if progress.status else progress_texts.SENDING
    return _PHASES[_PHASE_OF[progress.status]]


@lru_cache(maxsize=256)  # the progress changes more often than the thought
def _spoken(thought: str) -> str:
    return shortened(spoken_text(blocks(thought)), MAX_THOUGHT_CHARS)


def _steps(progress: Progress, question: AskedQuestion) -> list[Element]:
    if progress.is_catching_up or progress.status not in _PHASE_OF:
        return [_current_step(_ongoing(question.reader.say(_phase(progress)), question), question)]
    current = _PHASE_OF[progress.status]
    took_s = dict(_took_s(progress))
    return [
        _current_step(_ongoing(question.reader.say(phase), question), question)
        if number == current
        else _step(phase, question, is_done=number < current, took_s=took_s.get(number))
        for number, phase in enumerate(_PHASES)
        if phase != progress_texts.STARTING_WAREHOUSE or number == current or number in took_s
    ]


def _took_s(progress: Progress) -> Iterator[tuple[int, float]]:
    """Yield the duration of each phase that has ended."""
    for (phase, began_s), (_, ended_s) in zip(progress.began, progress.began[1:], strict=False):
        yield phase, ended_s - began_s


def _ongoing(phase: str, question: AskedQuestion) -> str:
    return question.reader.say(progress_texts.ONGOING, phase=phase)


def _current_step(text: str, question: AskedQuestion) -> Element:
    said = question.reader.say(progress_texts.STEP_CURRENT, phase=text)
    return text_block(said, weight="Bolder", spacing="Small")


def _step(
    phase: TextKey, question: AskedQuestion, *, is_done: bool, took_s: float | None
) -> Element:
    """Draw a step that is not the current one, with its duration if that is at least 1 s."""
    reader = question.reader
    text = reader.say(phase)
    if is_done and took_s and took_s >= 1:
        said = reader.say(progress_texts.STEP_DONE_IN, phase=text, seconds=seconds(took_s, reader))
    else:
        said = reader.say(
            progress_texts.STEP_DONE if is_done else progress_texts.STEP_TO_COME, phase=text
        )
    return text_block(said, isSubtle=True, spacing="Small")
