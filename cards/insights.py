"""What was asked and how it ended, week by week, for administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from babel.dates import format_skeleton

from cards.actions import ActionKind, CardAction, action_row, submit
from cards.charts.elements import chart_element
from cards.charts.model import Chart, Kind, Series
from cards.grid import NO_BREAK_SPACE, Strip, table_element
from cards.messages import (
    WEB,
    CardMessage,
    Element,
    brief,
    card_message,
    heading,
    note,
    text_block,
)
from cards.reader import Reader, TextKey
from cards.texts import insight_texts

KeyT = TypeVar("KeyT")

# What the buttons of the card have as their text.
INSIGHTS_FILE: Final = "file"
SHOWN_WEEKS: Final = 5
_MOST: Final = 5
_CHARS: Final = 120
# A space is slow if half of its questions take longer.
SLOW_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An answer that failed or was rated down. url "": it has no message in Genie."""

    at: float
    space: str
    result: str
    reference: str
    genie_message_id: str = ""
    url: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SpaceUse:
    """How a space was used. median_s: None if nothing was answered."""

    name: str
    questions: int = 0
    median_s: float | None = None

    @property
    def is_slow(self) -> bool:
        """Whether half of its answers took too long."""
        return self.median_s is not None and self.median_s > SLOW_S


@dataclass(frozen=True, slots=True)
class Week:
    """One week from a Monday on. Texts are empty unless they are recorded.

    Args:
        failures: how often, by the cause and the name of the space.
        texts: how often each question was asked.
        rated_down, failed: the answers, the latest first.
    """

    monday: date
    answered: int = 0
    failed_count: int = 0
    others: int = 0
    people: int = 0
    ups: int = 0
    downs: int = 0
    median_s: float | None = None
    failures: Mapping[tuple[str, str], int] = field(default_factory=dict)
    texts: Mapping[str, int] = field(default_factory=dict)
    rated_down: Sequence[Reviewed] = ()
    failed: Sequence[Reviewed] = ()
    spaces: Sequence[SpaceUse] = ()

    @property
    def questions(self) -> int:
        """All questions of the week."""
        return self.answered + self.failed_count + self.others


def insights_message(
    weeks: Sequence[Week], reader: Reader, *, weeks_ago: int = 0, has_texts: bool, has_file: bool
) -> CardMessage:
    """Show the week that was so many weeks ago, and the weeks around it as a chart and a table.

    weeks: the newest first, at least one. has_file: there is a button for it.
    """
    at = min(weeks_ago, len(weeks) - 1)
    week = weeks[at]
    title = reader.say(insight_texts.INSIGHTS_TITLE, day=_day(week.monday, reader))
    first = min(max(0, at - SHOWN_WEEKS + 1), max(0, len(weeks) - SHOWN_WEEKS))
    shown = weeks[first : first + SHOWN_WEEKS]
    body = [
        heading(title, size="Medium"),
        chart_element(_chart(shown, reader)),
        table_element(_strips(shown, reader)),
        *_details(week, reader, has_texts=has_texts),
        note(reader.say(insight_texts.IN_UTC)),
        *([] if has_texts else [note(reader.say(insight_texts.NO_TEXTS))]),
        *action_row(_buttons(at, len(weeks), reader, has_file=has_file)),
    ]
    return card_message(body, summary=title, is_wide=True)


def _chart(weeks: Sequence[Week], reader: Reader) -> Chart:
    in_order = list(reversed(weeks))
    counts = {
        insight_texts.ANSWERED: [week.answered for week in in_order],
        insight_texts.INSIGHTS_FAILED: [week.failed_count for week in in_order],
        insight_texts.INSIGHTS_STOPPED: [week.others for week in in_order],
    }
    labels = tuple(_day(week.monday, reader) for week in in_order)
    series = tuple(Series(reader.say(n), tuple(map(float, each))) for n, each in counts.items())
    title = reader.say(insight_texts.BY_WEEK)
    points = zip(labels, in_order, strict=True)
    said = [
        reader.say(insight_texts.WEEK_POINT, day=day, count=week.questions) for day, week in points
    ]
    description = " · ".join([title, *said])
    return Chart(Kind.BAR, title, labels, series, is_stacked=True, description=description)


def _strips(weeks: Sequence[Week], reader: Reader) -> list[Strip]:
    columns = {
        insight_texts.QUESTIONS: [str(week.questions) for week in weeks],
        insight_texts.PEOPLE: [str(week.people) for week in weeks],
        insight_texts.INSIGHTS_FAILED: [str(week.failed_count) for week in weeks],
        insight_texts.RATED_DOWN: [str(week.downs) for week in weeks],
    }
    mondays = [_day(week.monday, reader).replace(" ", NO_BREAK_SPACE) for week in weeks]
    days = Strip(reader.say(insight_texts.WEEK), mondays)
    return [days, *(Strip(reader.say(n), cells, is_amount=True) for n, cells in columns.items())]


def _day(day: date, reader: Reader) -> str:
    return str(format_skeleton("MMMd", day, locale=reader.locale))


def _details(week: Week, reader: Reader, *, has_texts: bool) -> list[Element]:
    if not week.questions and not week.downs:
        nothing = text_block(reader.say(insight_texts.NOTHING), spacing="Medium")
        return [nothing, *_spaces(week, reader)]
    asked = [
        reader.say(insight_texts.ASKED_TIMES, count=count, question=brief(text, _CHARS))
        for text, count in _most(week.texts)
    ]
    failures = [
        reader.say(
            insight_texts.FAILURE_COUNT,
            count=count,
            cause=brief(cause, _CHARS),
            space=_space(space, reader),
        )
        for (cause, space), count in _most(week.failures)
    ]
    rated = [_rated(each, reader) for each in week.rated_down[:_MOST]]
    return [
        *(_section(insight_texts.ASKED_MOST, asked, reader) if has_texts else []),
        *_section(insight_texts.FAILURES, failures, reader),
        *_section(insight_texts.RATED_BADLY, rated, reader),
        *_spaces(week, reader),
    ]


def _most(counts: Mapping[KeyT, int]) -> list[tuple[KeyT, int]]:
    return sorted(counts.items(), key=lambda pair: -pair[1])[:_MOST]


def _rated(answer: Reviewed, reader: Reader) -> str:
    space = _space(answer.space, reader)
    said = space
    if answer.url.startswith(WEB):
        said = reader.say(insight_texts.RATED_ANSWER, space=space, url=answer.url)
    if answer.comment:
        comment = brief(answer.comment, _CHARS)
        said = f"{said}  \n{reader.say(insight_texts.RATED_COMMENT, comment=comment)}"
    return said


def _spaces(week: Week, reader: Reader) -> list[Element]:
    said = []
    for use in week.spaces:
        key = insight_texts.SPACE_SLOW if use.is_slow else insight_texts.SPACE_USED
        seconds = "–" if use.median_s is None else f"{use.median_s:.0f}"
        questions = reader.say_many(
            insight_texts.QUESTION_COUNT, use.questions, count=use.questions
        )
        values = {"space": _space(use.name, reader), "questions": questions, "seconds": seconds}
        if not use.questions:
            key, values = insight_texts.SPACE_UNUSED, {"space": values["space"]}
        said.append(reader.say(key, **values))
    return _section(insight_texts.SPACES, said, reader)


def _section(title: TextKey, lines: Sequence[str], reader: Reader) -> list[Element]:
    if not lines:
        return []
    return [
        heading(reader.say(title), size="Default", spacing="Medium"),
        *(text_block(line, spacing="Small") for line in lines),
    ]


def _space(name: str, reader: Reader) -> str:
    return brief(name, _CHARS) or reader.say(insight_texts.ONLY_SPACE)


def _buttons(at: int, count: int, reader: Reader, *, has_file: bool) -> list[Element]:
    def press(title: str, text: str, weeks_ago: int) -> Element:
        return submit(title, CardAction(ActionKind.INSIGHTS, "", text, weeks_ago))

    earlier = press(reader.say(insight_texts.EARLIER), "", at + 1)
    later = press(reader.say(insight_texts.LATER), "", at - 1)
    file = press(reader.say(insight_texts.AS_FILE), INSIGHTS_FILE, at)
    return [
        *([earlier] if at + 1 < count else []),
        *([later] if at else []),
        *([file] if has_file else []),
    ]
