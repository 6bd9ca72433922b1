"""Results in the shape that suits them, and their buttons."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cards import (
    ActionKind,
    AnswerCards,
    AskedQuestion,
    Reader,
    ResultView,
    View,
)
from cards.size import MAX_CARD_BYTES, card_bytes
from cards.texts import answer_texts
from genie.events import QueryAnswer
from genie.models import QueryAttachment, QueryParameter, Thought
from genie.statuses import ThoughtType
from genie.tables import Cell, CellKind, Column, Table
from tests.cards.look import actions, elements, grid, texts_of, words
from tests.cards.samples import COLUMNS, QUESTION, ROW, answer, query, table

TEXT = Column("comment", "STRING", CellKind.TEXT)


def drawn(
    result: Table,
    view: View | None = None,
    *,
    asked: AskedQuestion = QUESTION,
    attachment: QueryAttachment | None = None,
) -> dict[str, Any]:
    """Draw an answer with this one result, and return its card."""
    shown = answer(QueryAnswer(attachment or query(), result))
    return next(AnswerCards(shown, asked, view).messages()).card


def one(name: str, cell: Cell, kind: CellKind = CellKind.INTEGER) -> Table:
    """Make a result of one cell."""
    return Table((Column(name, "", kind, 2),), ((cell,),), 1)


@pytest.mark.parametrize(
    ("name", "cell", "kind", "shown"),
    [
        ("orders", 1635, CellKind.INTEGER, "1,635"),
        ("net_revenue_usd", Decimal("1234.50"), CellKind.DECIMAL, "1,234.50 USD"),
        ("growth_pct", 12.5, CellKind.FLOAT, "12.5%"),
        ("growth_pct", 0.125, CellKind.FLOAT, "0.125"),
        ("revenue_twd", Decimal("1106055.00"), CellKind.DECIMAL, "1,106,055 TWD"),
        ("revenue", Decimal("1106055.00"), CellKind.DECIMAL, "1,106,055"),
        ("orders_last_30_days", 1234, CellKind.INTEGER, "1,234"),
        ("revenue_past_90_days", Decimal("98765.40"), CellKind.DECIMAL, "98,765.40"),
        ("avg_price_per_kg", 5.25, CellKind.FLOAT, "5.25"),
        ("orders_over_100_usd", 37, CellKind.INTEGER, "37"),
        ("customers_above_80_pct", 12, CellKind.INTEGER, "12"),
        ("active_users_in_last_24_hours", 512, CellKind.INTEGER, "512"),
        ("近7天訂單數", 512, CellKind.INTEGER, "512"),
        ("duration_days", 12, CellKind.INTEGER, "12 days"),
        ("weight_kg", 2.5, CellKind.FLOAT, "2.5 kg"),
        ("delivery days", 3, CellKind.INTEGER, "3 days"),
        ("Hours", 1, CellKind.INTEGER, "1 hour"),
        ("avg_wait_minutes", 1.0, CellKind.FLOAT, "1 minute"),
        ("avg_wait_minutes", 0.5, CellKind.FLOAT, "0.5 minutes"),
        ("退貨百分比", 14, CellKind.INTEGER, "14%"),
        ("退貨百分比", 4, CellKind.INTEGER, "4"),
        ("revenue_millions_usd", 12.3, CellKind.FLOAT, "12.3"),
        ("!", 4, CellKind.INTEGER, "4"),
    ],
)
def test_a_single_number_is_large(name: str, cell: Cell, kind: CellKind, shown: str) -> None:
    """Its name is above it, and its unit, if the name says one, behind it."""
    card = drawn(one(name, cell, kind))

    (number,) = (b for b in elements(card, "TextBlock") if b.get("size") == "ExtraLarge")
    assert number["text"] == shown
    assert not elements(card, "Table")


@pytest.mark.parametrize(
    "single",
    [
        one("year", 2026),
        one("客戶ID", 20260001),
        one("orders", None),
        one("region", "North", CellKind.TEXT),
    ],
)
def test_a_single_value_that_is_no_amount_is_a_fact(single: Table) -> None:
    """Years, ids, texts and missing values are not amounts."""
    card = drawn(single)

    assert not any(b.get("size") == "ExtraLarge" for b in elements(card, "TextBlock"))
    assert len(elements(card, "FactSet")[0]["facts"]) == 1


def test_one_row_is_a_list_of_facts() -> None:
    """A table of one row would have to be scrolled sideways."""
    card = drawn(table(rows=1, columns=COLUMNS))

    (facts,) = elements(card, "FactSet")
    told = {fact["title"]: fact["value"] for fact in facts["facts"]}
    assert told["net revenue"] == "1,234,567.80"
    assert told["is open"] == "yes"
    assert not elements(card, "Table")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (12, None),
        (13, "Not shown: c12"),
        (22, "Not shown: c12, c13, c14, c15, c16, c17, c18, c19, c20, c21"),
        (30, "Not shown: c12, c13, c14, c15, c16, c17, c18, c19, c20, c21 and 8 more"),
    ],
)
def test_a_long_row_names_its_hidden_columns(count: int, said: str | None) -> None:
    """An empty text is shown as a dash, since renderers leave out facts without a value."""
    columns = tuple(Column(f"c{i}", "STRING", CellKind.TEXT) for i in range(count))
    card = drawn(Table(columns, (("",) * count,), 1))

    assert {fact["value"] for fact in elements(card, "FactSet")[0]["facts"]} == {"–"}
    assert [text for text in texts_of(card) if text.startswith("Not shown")] == [said] * bool(said)


def test_a_table_has_percent_signs_and_omits_zero_decimals() -> None:
    """Cells look like the numbers in the text above the table."""
    columns = (
        COLUMNS[0],
        Column("revenue", "DECIMAL(18,2)", CellKind.DECIMAL, 2),
        Column("amount_usd", "DECIMAL(18,2)", CellKind.DECIMAL, 2),
        Column("share_percent", "DOUBLE", CellKind.FLOAT),
    )
    rows = (
        ("North", Decimal("1106055.00"), Decimal("34000.00"), 44.1),
        ("South", Decimal("900.00"), Decimal("28.00"), 55.9),
    )
    card = drawn(Table(columns, rows, 2))

    assert grid(elements(card, "Table")[0])[1:] == [
        ["North", "1,106,055", "34,000.00", "44.1%"],
        ["South", "900", "28.00", "55.9%"],
    ]


def test_all_pages_have_one_format_and_one_zone() -> None:
    """A column must not switch its format or time zone from page to page."""
    at, load = Column("at", "TIMESTAMP", CellKind.TIMESTAMP), Column("x", "DOUBLE", CellKind.FLOAT)
    midnights = [(datetime(2026, 9, 1 + n, tzinfo=UTC), 1.0) for n in range(15)]
    rows = (*midnights, (datetime(2026, 9, 20, 1, tzinfo=UTC), 2.25))
    asked = replace(QUESTION, reader=Reader("en", "en-US", "Asia/Taipei"))
    cards = [
        drawn(Table((at, load), rows, 16), View(results={1: ResultView(first)}), asked=asked)
        for first in (0, 10)
    ]
    (first, *cells), (last, *_) = (grid(elements(card, "Table")[0]) for card in cards)

    assert first == last == ["at (Asia/Taipei)", "x"]
    assert cells[0] == ["Sep 1, 2026, 8:00 AM", "1.00"]


def test_fiscal_quarters_are_shown_as_dates() -> None:
    """It is not known when a fiscal year begins."""
    quarter = Column("fiscal_quarter", "DATE", CellKind.DATE)
    rows = tuple((date(2026, month, 1), n) for n, month in enumerate((4, 7, 10), start=5))
    card = drawn(Table((quarter, COLUMNS[2]), rows, 3))
    (chart,) = elements(card, "Chart.Line")

    days = ["Apr 1, 2026", "Jul 1, 2026", "Oct 1, 2026"]
    assert [row[0] for row in grid(elements(card, "Table")[0])[1:]] == days
    assert [point["x"] for point in chart["data"][0]["values"]] == days


def test_ids_are_unchanged_and_never_charted() -> None:
    """Bars of customer numbers would all look alike."""
    ids = Column("客戶ID", "BIGINT", CellKind.INTEGER)
    card = drawn(Table((COLUMNS[0], ids), (("台北", 20260001), ("高雄", 20260002)), 2))

    assert grid(elements(card, "Table")[0])[1:] == [["台北", "20260001"], ["高雄", "20260002"]]
    assert "Chart." not in words(card)
    assert not [b for b in elements(card, "Action.Submit") if b["data"]["do"] == ActionKind.KIND]


KEYS = "SELECT store, SUM(x) AS orders FROM t GROUP BY store"
STORES = (Column("store", "BIGINT", CellKind.INTEGER), COLUMNS[2])


def test_numbers_in_group_by_are_names() -> None:
    """They have no separators in the table and on the chart; the amounts keep theirs."""
    orders = Column("orders", "BIGINT", CellKind.INTEGER)
    rows = ((1001, 5200), (1003, 4100), (1007, 3000))
    result = Table((STORES[0], orders), rows, 3)
    card = drawn(result, attachment=query(sql=KEYS))
    (chart,) = elements(card, "Chart.VerticalBar")

    cells = [["1001", "5,200"], ["1003", "4,100"], ["1007", "3,000"]]
    assert grid(elements(card, "Table")[0])[1:] == cells
    assert [point["x"] for point in chart["data"]] == ["1001", "1003", "1007"]


def test_the_key_of_a_single_row_is_a_name() -> None:
    """This is the same as in a table."""
    orders = Column("orders", "BIGINT", CellKind.INTEGER)
    card = drawn(Table((STORES[0], orders), ((1001, 5200),), 1), attachment=query(sql=KEYS))

    facts = elements(card, "FactSet")[0]["facts"]
    assert [fact["value"] for fact in facts] == ["1001", "5,200"]


def test_an_empty_result_says_what_to_try() -> None:
    """An empty table would not help."""
    card = drawn(table(rows=0))

    assert {answer_texts.NO_ROWS, answer_texts.NO_ROWS_TRY} <= set(texts_of(card))


def test_how_the_result_was_obtained_is_explained() -> None:
    """It has thoughts, SQL, parameters, rows, completeness, duration and a link to Databricks."""
    thoughts = (
        Thought(ThoughtType.THOUGHT_TYPE_DATA_SOURCING, "- the **orders**"),
        Thought(ThoughtType.THOUGHT_TYPE_STEPS, "```\nonly code\n```"),
        Thought("BRAND_NEW", "Something new."),
        Thought(ThoughtType.THOUGHT_TYPE_DESCRIPTION, "You want revenue per region."),
    )
    view = View(took_s=7.2, link="https://adb-1.example/genie/rooms/s/chats/c")
    card = drawn(table(3, is_truncated=True), view, attachment=query(thoughts=thoughts))

    (how,) = (c for c in elements(card, "Container") if c.get("id") == "how-1")
    said = texts_of(how)
    assert said.count("You want revenue per region.") == 1
    assert said[1:6] == [
        answer_texts.THOUGHT_DATA_SOURCING,
        "- the **orders**",
        answer_texts.THOUGHT_STEPS,
        answer_texts.THOUGHT_DESCRIPTION,
        "Something new.",
    ]
    assert ":from\\_date = 2026-07-01" in said or ":from_date = 2026-07-01" in said
    assert "The first 3 rows · there are more · answered in 8 s" in said
    assert said[-1] == f"[{answer_texts.OPEN_IN_DATABRICKS}]({view.link})"


def test_the_space_is_linked_below_the_answer() -> None:
    """People find it in Databricks."""
    space = "https://adb-1.example/genie/rooms/s"

    assert texts_of(drawn(table(), View(space_link=space)))[-1] == (
        f"[{answer_texts.POWERED_BY}]({space})"
    )


def test_only_web_links_are_shown() -> None:
    """Other URL schemes are left out."""
    card = drawn(table(), View(link="javascript:x", space_link="javascript:y"))

    assert answer_texts.OPEN_IN_DATABRICKS not in words(card)
    assert texts_of(card)[-1] == answer_texts.POWERED_BY


@pytest.mark.parametrize(("count", "is_cut"), [(3, False), (30, True)])
def test_what_does_not_fit_of_the_thoughts_is_said(count: int, *, is_cut: bool) -> None:
    """Genie may write any number of them."""
    thoughts = tuple(
        Thought(ThoughtType.THOUGHT_TYPE_STEPS, f"{n} " + "x" * 300) for n in range(count)
    )
    said = texts_of(drawn(table(), attachment=query(thoughts=thoughts)))

    assert (answer_texts.THOUGHTS_CUT in said) == is_cut
    assert said.count(answer_texts.THOUGHT_STEPS) == (11 if is_cut else count)


def test_parameters_that_are_not_shown_are_counted() -> None:
    """Ten are shown."""
    parameters = tuple(QueryParameter(f"p{n}", "STRING", "x") for n in range(12))
    said = texts_of(drawn(table(), attachment=query(parameters=parameters)))

    assert answer_texts.PARAMETERS_CUT.many.format(count="2") in said


def test_long_texts_can_be_read_in_full() -> None:
    """Each names the row and column in which it is cut."""
    long = "A long story. " * 20
    rows = (("short", 1), (long, 2), (None, 3))
    stories = Table((TEXT, COLUMNS[2]), rows, 3)

    card = drawn(stories)
    (whole,) = (c for c in elements(card, "Container") if c.get("id") == "whole-1")
    assert texts_of(whole) == ["Row 2, comment", long.strip()]
    assert answer_texts.SHOW_WHOLE in [
        b["title"] for b in elements(card, "Action.ToggleVisibility")
    ]
    assert answer_texts.SHOW_WHOLE not in words(drawn(table()))


def test_the_size_of_full_texts_is_limited() -> None:
    """As many are included as fit, the last one is cut, and a note says so."""
    stories = Table((TEXT,), (("y" * 3000,),) * 4, 4)
    cards = [drawn(stories), drawn(stories, View(has_files=True))]

    wholes = [c for card in cards for c in elements(card, "Container") if c.get("id") == "whole-1"]
    assert [len(text) for text in texts_of(wholes[0])[1::2]] == [3000, 1000]
    assert [texts_of(whole)[-1] for whole in wholes] == [
        answer_texts.LONG_TEXTS_CUT,
        answer_texts.LONG_TEXTS_IN_FILE,
    ]


def test_a_long_fact_can_be_read_in_full() -> None:
    """It is shortened in the list; a button shows the whole."""
    long = "The store had a weak start. " * 20 + "The year ended above plan."
    card = drawn(Table((TEXT, COLUMNS[2]), ((long, 1),), 1))

    (whole,) = (c for c in elements(card, "Container") if c.get("id") == "whole-1")
    assert texts_of(whole) == ["comment", long]
    assert answer_texts.SHOW_WHOLE in words(card)


def test_all_columns_of_one_row_can_be_shown() -> None:
    """A button leads to the next ones, and from the last ones to the first."""
    columns = tuple(Column(f"c{n}", "STRING", CellKind.TEXT) for n in range(30))
    row = Table(columns, (tuple(f"v{n}" for n in range(30)),), 1)
    part, shown = 0, []
    for _ in range(3):
        card = drawn(row, View(results={1: ResultView(columns=part)}))
        shown += [fact["value"] for fact in elements(card, "FactSet")[0]["facts"]]
        (action,) = actions(card, ActionKind.COLUMNS)
        part = int(action["text"])

    assert shown == [f"v{n}" for n in range(30)]
    assert part == 0


def test_files_are_offered_if_the_channel_supports_them() -> None:
    """The formats are Excel and CSV; an empty result has no file, and no card has a link to one."""
    view = View(has_files=True)

    def formats(card: dict[str, Any]) -> list[str]:
        return [
            b["data"]["text"]
            for b in elements(card, "Action.Submit")
            if b["data"]["do"] == ActionKind.FILE
        ]

    assert formats(drawn(table(), view)) == ["xlsx", "csv"]
    assert not elements(drawn(table(), view), "Action.OpenUrl")
    assert formats(drawn(table())) == []
    assert formats(drawn(table(rows=0), view)) == []


def test_a_card_emphasises_one_button_and_has_a_menu() -> None:
    """Further results have numbered buttons, which screen readers can tell apart."""
    result = QueryAnswer(query(), table())
    cards = AnswerCards(answer(result, result), QUESTION, View(has_files=True)).messages()
    (first, second) = elements(next(cards).card, "ActionSet")

    assert [b["title"] for b in first["actions"]] == ["Excel", answer_texts.SHOW_HOW, "CSV"]
    assert [b.get("mode") for b in first["actions"]] == [None, None, "secondary"]
    assert [b["title"] for b in second["actions"]] == [
        f"{title} (2)" for title in ("Excel", answer_texts.SHOW_HOW, "CSV")
    ]
    assert [b["title"] for b in (*first["actions"], *second["actions"]) if "style" in b] == [
        "Excel"
    ]


def test_measures_of_one_name_have_one_button() -> None:
    """A query can give several columns the same name."""
    columns = (
        Column("region", "STRING", CellKind.TEXT),
        *(Column(name, "BIGINT", CellKind.INTEGER) for name in ("sales", "cost", "cost")),
    )
    rows = tuple((f"r{n}", 900 - n, 300 + n, 7 * n) for n in range(4))
    card = drawn(Table(columns, rows, 4))

    titles = [b["title"] for b in elements(card, "Action.Submit")]
    assert titles.count(answer_texts.CHART_OF.format(name="cost")) == 1


@pytest.mark.parametrize(
    ("view", "said"),
    [(View(), answer_texts.NOT_SHOWN), (View(has_files=True), answer_texts.ONLY_AS_FILE)],
)
@pytest.mark.parametrize("rows", [1, 500])
def test_a_result_too_large_for_a_message_is_offered_as_a_file(
    view: View, said: str, rows: int
) -> None:
    """The smallest version has the text and this offer."""
    shown = answer(QueryAnswer(query(), table(rows, COLUMNS)))
    versions = [message.card for message in AnswerCards(shown, QUESTION, view).messages()]

    assert said in texts_of(versions[-2])
    assert not elements(versions[-2], "Table") + elements(versions[-2], "FactSet")
    assert "**North** leads." in texts_of(versions[-2])


def test_times_are_in_the_readers_zone() -> None:
    """Moments are converted; days are unchanged."""
    asked = replace(QUESTION, reader=Reader("en", "en-US", "Asia/Taipei"))
    moment = Column("at", "TIMESTAMP", CellKind.TIMESTAMP)
    month = Column("month", "TIMESTAMP", CellKind.TIMESTAMP)
    cells = (datetime(2026, 9, 30, 23, 59, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC))

    card = drawn(Table((moment, month), (cells,) * 2, 2), asked=asked)

    assert grid(elements(card, "Table")[0])[:2] == [
        ["at (Asia/Taipei)", "month"],
        ["Oct 1, 2026, 7:59 AM", "Sep 2026"],
    ]


def test_the_largest_answer_fits_the_limit() -> None:
    """It has every part, each at its maximum length."""
    hostile = "".join(['*"\\', "漢", "𠀀", "<at>"]) * 2000
    columns = tuple(Column(hostile, "STRING", CellKind.TEXT) for _ in range(200))
    thoughts = (Thought(ThoughtType.THOUGHT_TYPE_STEPS, hostile),) * 20
    result = QueryAnswer(query(thoughts=thoughts), Table(columns, ((hostile,) * 200,) * 50, 50))
    view = View(has_files=True, took_s=1e9, link="https://x" * 100)

    for message in AnswerCards(answer(*[result] * 5), QUESTION, view).messages():
        assert card_bytes(message.card) <= MAX_CARD_BYTES


def test_the_sample_row_has_all_columns() -> None:
    """The other tests rely on it."""
    assert len(ROW) == len(COLUMNS)
