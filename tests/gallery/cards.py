"""The cards of the gallery, in the order in which people look at them."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from bot.pictures.spec import spec_of
from bot.pictures.wire import Sort
from cards import (
    AnswerCards,
    AskedQuestion,
    CardMessage,
    FileLimits,
    Kind,
    Permissions,
    Progress,
    Reader,
    Reported,
    ResultView,
    Verdict,
    View,
    Waiting,
    answered_below_message,
    asked_below_message,
    file_link_message,
    help_message,
    hidden_message,
    language_message,
    no_file_message,
    problem_message,
    progress_message,
    report_message,
    stopped_message,
    undelivered_message,
    welcome_message,
)
from cards.charts import Chart
from cards.texts import file_texts
from genie.errors import (
    GenieAnswerError,
    GenieAuthError,
    GenieError,
    GeniePermissionError,
    GenieProtocolError,
    GenieRateLimitError,
    GenieTimeoutError,
)
from genie.events import Answer, QueryAnswer, StatusChanged, ThoughtsChanged
from genie.models import Thought
from genie.statuses import MessageStatus
from genie.tables import Table
from tests.cards.look import elements
from tests.gallery import samples
from tests.gallery.samples import Words, words
from tests.gallery.talk import TALK
from tests.needs import ROOT

# By the tag at the end of the file names of pictures.
READERS: Final = {
    "en": Reader("en", "en-US", "America/New_York"),
    "zh-TW": Reader("zh_TW", "zh-TW", "Asia/Taipei"),
}


@dataclass(frozen=True, slots=True)
class GalleryCard:
    """A card of the gallery. name: in file names; lower case, words joined by hyphens."""

    name: str
    make: Callable[[Reader], CardMessage]


def asked(reader: Reader, *, in_group: bool = False) -> AskedQuestion:
    """Make the question of a card; it carries the reader."""
    said = words(reader)
    asker = said.asker if in_group else ""
    return AskedQuestion(said.question, "a1b2c3d4", reader, asker)


def answered(
    make: Callable[[Words], Answer], *, in_group: bool = False, **view: Any
) -> Callable[[Reader], CardMessage]:
    """Draw the largest version of an answer in this View."""
    space = "https://adb-1.2.example/genie/rooms/s"
    shown = View(has_files=True, took_s=7.4, link=f"{space}/chats/c", space_link=space)

    def made(reader: Reader) -> CardMessage:
        question = asked(reader, in_group=in_group)
        cards = AnswerCards(make(words(reader)), question, replace(shown, **view))
        return next(cards.messages(_pictures(cards.charts_as_pictures())))

    return made


def opened(make: Callable[[Reader], CardMessage]) -> Callable[[Reader], CardMessage]:
    """Draw a card as it is after a press of its first button that shows something."""

    def made(reader: Reader) -> CardMessage:
        message = make(reader)
        card = copy.deepcopy(message.card)
        targets = elements(card, "Action.ToggleVisibility")[0]["targetElements"]
        for kind in ("ActionSet", "Container"):
            for element in elements(card, kind):
                if element.get("id") in targets:
                    element["isVisible"] = not element.get("isVisible", True)
        return replace(message, card=card)

    return made


def result(said: Words, *, columns: int = 3, total: int = 5) -> QueryAnswer:
    """Make a result that could be read."""
    return QueryAnswer(samples.query(said), samples.table(said, columns=columns, total=total))


def shown(
    make: Callable[[Words], Table], kind: Kind | None = None, **view: Any
) -> Callable[[Reader], CardMessage]:
    """Draw an answer with this result, as this kind of chart."""

    def answer(said: Words) -> Answer:
        found = QueryAnswer(replace(samples.query(said), title=""), make(said))
        return samples.answer(said, found)

    return answered(answer, results={1: ResultView(kind=kind)}, **view)


def _pictures(charts: Mapping[int, Chart]) -> dict[int, str]:
    return {number: _picture(json.dumps(spec_of(chart))) for number, chart in charts.items()}


@cache
def _picture(spec: str) -> str:
    """Draw a picture like the bot, in a process that uses only the bot's fonts."""
    program = [sys.executable, "-m", "bot.pictures"]
    told = subprocess.run(  # noqa: S603 - our own program
        program, input=f"{spec}\n".encode(), capture_output=True, check=True, cwd=ROOT
    )
    sort, png = json.loads(told.stdout)
    assert sort == Sort.PICTURE
    return f"data:image/png;base64,{png}"


def _number(said: Words) -> QueryAnswer:
    whole = samples.table(said)
    return QueryAnswer(samples.query(said), Table(whole.columns[1:2], (whole.rows[0][1:2],), 1))


def _row(said: Words) -> QueryAnswer:
    whole = samples.table(said, columns=7)
    return QueryAnswer(samples.query(said), Table(whole.columns, whole.rows[:1], 1))


def _empty(said: Words) -> QueryAnswer:
    table = samples.table(said)
    return QueryAnswer(samples.query(said), Table(table.columns, (), 0))


def _unreadable(said: Words) -> QueryAnswer:
    return QueryAnswer(samples.query(said), error=GeniePermissionError("no", status=403))


def _problem(error: GenieError, *, can_report: bool = False) -> Callable[[Reader], CardMessage]:
    return lambda reader: problem_message(error, asked(reader), can_report=can_report)


def _report(reader: Reader) -> CardMessage:
    reported = Reported(
        space_id="01f0b1c2d3e41f5a8b9c0d1e2f3a4b5c",
        conversation_id="01f0c2d3e4f51a6b9c0d1e2f3a4b5c6d",
        message_id="01f0d3e4f5a61b7c0d1e2f3a4b5c6d7e",
        link="https://adb-1.2.azuredatabricks.net/genie/rooms/x/chats/y",
        is_failure=False,
    )
    return report_message(replace(asked(reader), space="Sales"), reported)


def _working(
    *statuses: MessageStatus, thinks: bool = False, is_slow: bool = False
) -> Callable[[Reader], CardMessage]:
    """Draw the progress after these statuses, three seconds apart."""

    def made(reader: Reader) -> CardMessage:
        progress = Progress(is_slow=is_slow)
        for number, status in enumerate(statuses):
            progress = progress.after(StatusChanged(status), 3.0 * number)
        if thinks:
            progress = progress.after(ThoughtsChanged((Thought("", words(reader).thought),)))
        return progress_message(progress, asked(reader, in_group=True))

    return made


def _waiting(waiting: Waiting) -> Callable[[Reader], CardMessage]:
    return lambda reader: progress_message(Progress(waiting=waiting), asked(reader))


_FIRST: Final = (
    MessageStatus.FETCHING_METADATA,
    MessageStatus.FILTERING_CONTEXT,
    MessageStatus.ASKING_AI,
)
_ALL: Final = (*_FIRST, MessageStatus.PENDING_WAREHOUSE, MessageStatus.EXECUTING_QUERY)


_FAILED: Final = GenieAnswerError(status=MessageStatus.FAILED, error_type="")
_LIMITS: Final = FileLimits(size_mb=50, rows=1_000_000, minutes=15)
_TOO_LARGE: Final = file_texts.FILE_TOO_LARGE
_PRIVATE: Final = Permissions(are_own=True, can_share=True)
_SHARED: Final = Permissions(are_own=True, is_shared=True, can_be_asked=True)
_VERDICTS: Final = (
    Verdict(is_helpful=True, has_comment=True, name="林雅婷"),
    Verdict(is_helpful=False, name="Alex Wilber"),
)


def gallery() -> Sequence[GalleryCard]:
    """List all cards. Add a line for a new kind of card."""
    answer = samples.answer
    plain = answered(lambda said: answer(said, result(said)))
    return [
        GalleryCard("answer", plain),
        GalleryCard("answer-how", opened(plain)),
        GalleryCard("chart-line", shown(samples.by_month)),
        GalleryCard("chart-line-picture", shown(samples.by_month_and_region, draws_charts=False)),
        GalleryCard("chart-line-days", shown(samples.by_day)),
        GalleryCard("chart-bars-months", shown(samples.by_month, Kind.BAR)),
        GalleryCard("chart-bars-quarters", shown(samples.by_quarter, Kind.BAR)),
        GalleryCard("chart-total", shown(samples.with_total)),
        GalleryCard("chart-lines", shown(samples.by_month_and_region)),
        GalleryCard("chart-bars-stacked", shown(samples.by_month_and_region, Kind.BAR)),
        GalleryCard("chart-bars-horizontal", shown(samples.by_product)),
        GalleryCard("chart-shares", shown(samples.table, Kind.SHARE)),
        GalleryCard("answer-long-texts", opened(shown(samples.long_texts))),
        GalleryCard("answer-number", answered(lambda w: answer(w, _number(w)))),
        GalleryCard("answer-one-row", answered(lambda w: answer(w, _row(w)))),
        GalleryCard("answer-rated", answered(lambda w: answer(w, result(w)), verdicts=_VERDICTS)),
        GalleryCard(
            "answer-rated-elsewhere",
            answered(lambda w: answer(w, result(w)), verdicts=_VERDICTS[:1], has_thumbs=False),
        ),
        GalleryCard(
            "answer-report",
            answered(lambda w: answer(w, result(w)), verdicts=_VERDICTS, can_report=True),
        ),
        GalleryCard("answer-in-group", answered(lambda w: answer(w, result(w)), in_group=True)),
        GalleryCard(
            "answer-private",
            answered(lambda w: answer(w, result(w)), permissions=_PRIVATE),
        ),
        GalleryCard(
            "answer-shared",
            answered(lambda w: answer(w, result(w)), permissions=_SHARED, in_group=True),
        ),
        GalleryCard("answer-streamed", answered(lambda w: answer(w, result(w)), has_text=True)),
        GalleryCard("answer-text", answered(answer)),
        GalleryCard("answer-wide", answered(lambda w: answer(w, result(w, columns=7)))),
        GalleryCard("answer-many-rows", answered(lambda w: answer(w, result(w, total=1_204)))),
        GalleryCard(
            "answer-several", answered(lambda w: answer(w, result(w), result(w, columns=2)))
        ),
        GalleryCard("answer-no-rows", answered(lambda w: answer(w, _empty(w), text=""))),
        GalleryCard("answer-unreadable", answered(lambda w: answer(w, _unreadable(w)))),
        GalleryCard(
            "file-link",
            lambda r: file_link_message(
                asked(r), file_format="xlsx", url="https://bot.example/files/x", limits=_LIMITS
            ),
        ),
        GalleryCard("file-none", lambda r: no_file_message(asked(r), _TOO_LARGE, _LIMITS)),
        GalleryCard("language", language_message),
        GalleryCard("question-back", answered(samples.question_back)),
        GalleryCard("progress", _working(*_FIRST, thinks=True)),
        GalleryCard("progress-slow", _working(*_ALL, is_slow=True)),
        GalleryCard("waiting-own", _waiting(Waiting(ahead=2))),
        GalleryCard(
            "waiting-line", _waiting(Waiting(number=7, expected_s=95, may_be_overtaken=True))
        ),
        GalleryCard("stopped", lambda reader: stopped_message(asked(reader))),
        GalleryCard("answered-below", lambda reader: answered_below_message(asked(reader))),
        GalleryCard("asked-below", lambda reader: asked_below_message(asked(reader))),
        GalleryCard("problem-busy", _problem(GenieRateLimitError("429", retry_after_s=20))),
        GalleryCard("problem-slow", _problem(GenieTimeoutError("late"))),
        GalleryCard("problem-access", _problem(GenieAuthError("401", status=401))),
        GalleryCard("problem-other", _problem(GenieProtocolError("odd"))),
        GalleryCard("problem-report", _problem(_FAILED, can_report=True)),
        GalleryCard("report", _report),
        GalleryCard("problem-undelivered", lambda reader: undelivered_message(asked(reader))),
        GalleryCard("problem-hidden", lambda reader: hidden_message(asked(reader))),
        GalleryCard("welcome", lambda r: welcome_message(words(r).samples, r, is_group=False)),
        *(GalleryCard(name, draw) for name, draw in TALK.items()),
        GalleryCard("help-in-group", lambda r: help_message(words(r).samples, r, is_group=True)),
    ]
