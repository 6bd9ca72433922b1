"""Any table that Genie returns makes a valid card that a channel accepts."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from cards import (
    ActionKind,
    AnswerCards,
    AskedQuestion,
    CardAction,
    Kind,
    Reader,
    ResultView,
    Verdict,
    View,
)
from cards.size import MAX_CARD_BYTES, card_bytes
from genie.events import Answer, QueryAnswer
from genie.models import QueryAttachment, QueryParameter, Thought
from genie.statuses import ThoughtType
from genie.tables import Cell, Column, Table
from tests.cards.charts.test_properties import CELLS, KINDS, NAMES
from tests.cards.look import elements
from tests.cards.rules import message_problems

HOSTILE = st.sampled_from(
    ["", "short", "x" * 5000, "漢" * 3000, '*"\\[a](b)<at>c</at>' * 300, "a|b\n-|-\nc|d\n" * 200]
)
TEXTS = HOSTILE | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
READERS = st.sampled_from(
    [Reader("en", "en-US"), Reader("zh_TW", "zh-TW", "Asia/Taipei"), Reader("en", "ar", "odd/zone")]
)


@st.composite
def tables(draw: DrawFn) -> Table:
    """Generate a table of few distinct rows, repeated, so that generating it is fast."""
    column_count = draw(st.integers(0, 8) | st.sampled_from([50, 200]))
    few = [
        Column(draw(NAMES | TEXTS), kind.upper(), kind, draw(st.sampled_from([None, 0, 2, 38])))
        for kind in draw(st.lists(KINDS, min_size=1, max_size=8))
    ]
    columns = tuple(few[at % len(few)] for at in range(column_count))
    some: list[list[Cell]] = [
        draw(st.lists(CELLS[column.kind] | st.none() | TEXTS, min_size=1, max_size=4))
        for column in few
    ]
    row_count = draw(st.integers(0, 30) | st.sampled_from([400, 5000])) if columns else 0
    cells = [some[at % len(few)] for at in range(column_count)]
    rows = tuple(
        tuple(of[row % len(of)] for of in cells)
        for row in range(row_count if column_count < 50 else min(row_count, 400))
    )
    total = len(rows) + (draw(st.sampled_from([0, 0, 7])) if rows else 0)
    return Table(columns, rows, total, is_truncated=draw(st.booleans()))


@st.composite
def answers(draw: DrawFn) -> Answer:
    """Generate an answer with one or several such tables."""
    thought = Thought(ThoughtType.THOUGHT_TYPE_STEPS, draw(TEXTS))
    query = QueryAttachment(
        "q-1",
        draw(TEXTS),
        draw(TEXTS),
        draw(TEXTS),
        parameters=(QueryParameter(draw(TEXTS), "STRING", draw(TEXTS)),) * draw(st.integers(0, 12)),
        thoughts=(thought,) * draw(st.integers(0, 12)),
    )
    found = QueryAnswer(query, draw(tables()))
    return Answer(
        "c-1",
        "m-1",
        draw(TEXTS),
        draw(st.just("") | TEXTS),
        (found,) * draw(st.integers(1, 4)),
        tuple(draw(st.lists(TEXTS, max_size=5))),
    )


VIEWS = st.builds(
    View,
    has_text=st.booleans(),
    draws_charts=st.booleans(),
    results=st.dictionaries(
        st.integers(1, 3),
        st.builds(ResultView, st.integers(-5, 6000), st.none() | st.sampled_from(Kind)),
        max_size=3,
    ),
    has_files=st.booleans(),
    took_s=st.none() | st.floats(allow_nan=True),
    link=st.sampled_from(["", "https://x.example/genie", "javascript:x"]),
    has_thumbs=st.booleans(),
    verdicts=st.lists(st.builds(Verdict, st.booleans(), st.booleans(), TEXTS), max_size=9),
)


@pytest.mark.parametrize("has_asker", [False, True])
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(answer=answers(), view=VIEWS, reader=READERS, words=TEXTS)
def test_every_answer_is_a_valid_card(
    answer: Answer, view: View, reader: Reader, words: str, *, has_asker: bool
) -> None:
    """This holds for every version of it, and the bot can read each button's payload."""
    asked = AskedQuestion(words, "a1b2c3d4", reader, words if has_asker else "")

    versions = list(AnswerCards(answer, asked, view).messages())

    assert versions
    for message in versions:
        assert message_problems(message) == []
        size_bytes = card_bytes(message.card) + len(message.text.encode("utf-16-le"))
        assert size_bytes <= MAX_CARD_BYTES
        actions = [CardAction.from_json(b["data"]) for b in elements(message.card, "Action.Submit")]
        assert all(action and action.do in set(ActionKind) for action in actions)
