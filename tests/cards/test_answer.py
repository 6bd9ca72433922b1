"""The answer's card."""

from typing import Any

import pytest

from cards import (
    ActionKind,
    AnswerCards,
    AskedQuestion,
    CardAction,
    CardMessage,
    Reader,
    View,
)
from cards.texts import answer_texts, problem_texts, row_texts
from genie.errors import (
    GeniePermissionError,
    GenieQueryError,
    GenieUnavailableError,
)
from genie.events import Answer, QueryAnswer
from genie.tables import CellKind, Column, Table
from tests.cards.look import elements, grid, texts_of, words
from tests.cards.samples import COLUMNS, QUESTION, ROW, SQL, answer, query, table


def answer_message(answer: Answer, question: AskedQuestion, **changes: Any) -> CardMessage:
    """Draw an answer in the largest version."""
    return next(AnswerCards(answer, question, View(**changes)).messages())


def drawn(*results: QueryAnswer, **changes: Any) -> dict[str, Any]:
    """Draw an answer and return its card."""
    return answer_message(answer(*results, **changes), QUESTION).card


def test_it_has_all_parts() -> None:
    """The card has the question, text, table, SQL, follow-ups and the AI notice."""
    message = answer_message(answer(QueryAnswer(query(), table())), QUESTION)

    said = words(message.card)
    for part in (
        "Revenue by region?",
        "**North** leads.",
        "And by month?",
        answer_texts.POWERED_BY,
    ):
        assert part in said
    assert elements(message.card, "Table")
    assert elements(message.card, "CodeBlock")[0]["codeSnippet"] == SQL
    assert message.card["version"] == "1.5"
    assert "Revenue by region?" in message.summary
    assert "**" not in message.summary


def test_follow_ups_ask_their_title() -> None:
    """Each button carries the common payload, and Teams shows no banner for it."""
    buttons = elements(drawn(), "Action.Submit")

    assert [b["title"] for b in buttons] == ["And by month?", "Which products?", "Which stores?"]
    assert CardAction.from_json(buttons[0]["data"]) == CardAction(
        ActionKind.ASK, "a1b2c3d4", "And by month?"
    )
    assert buttons[0]["msteams"] == {"feedback": {"hide": True}}


def test_at_most_three_follow_ups_and_no_empty_ones() -> None:
    """More of them would push the answer off the screen."""
    card = drawn(suggestions=("a", " ", "b", "c", "d"))

    assert [b["title"] for b in elements(card, "Action.Submit")] == ["a", "b", "c"]


def test_equal_follow_ups_are_offered_once() -> None:
    """No one could tell their names apart."""
    card = drawn(suggestions=("By month?", "By  month?", "By region?"))

    assert [b["title"] for b in elements(card, "Action.Submit")] == ["By month?", "By region?"]


def test_without_usable_follow_ups_there_is_no_heading() -> None:
    """A question that is too long for a button is left out."""
    card = drawn(suggestions=("x" * 5000,))

    assert answer_texts.ASK_NEXT not in texts_of(card)


def test_the_asker_is_named_in_groups() -> None:
    """The name is escaped, so that it cannot add Markdown."""
    asked = AskedQuestion("Why?", "r", asker="Bob **the** builder")

    assert r"Bob \*\*the\*\* builder asked" in texts_of(answer_message(answer(), asked).card)[0]


def test_the_first_ten_rows_are_shown() -> None:
    """A note says how many rows there are."""
    card = drawn(QueryAnswer(query(), table(rows=412)))

    assert len(grid(elements(card, "Table")[0])) == 11
    assert "Rows 1–10 of 412" in texts_of(card)


@pytest.mark.parametrize(
    ("rows", "note"), [(2, "2 rows"), (10, "10 rows"), (16, "Rows 1–10 of 16")]
)
def test_rows_are_counted(rows: int, note: str) -> None:
    """It is always said whether there are more rows."""
    assert note in texts_of(drawn(QueryAnswer(query(), table(rows=rows))))


def test_a_truncated_result_says_so() -> None:
    """A person who adds up its rows has to know that some are missing."""
    card = drawn(QueryAnswer(query(), table(rows=20, is_truncated=True)))

    assert {"Rows 1–10 of the first 20", row_texts.TRUNCATED} <= set(texts_of(card))


def test_hidden_columns_are_counted() -> None:
    """A chat has room for about six columns."""
    columns = tuple(Column(f"c{i}", "INT", CellKind.INTEGER) for i in range(25))
    wide = Table(columns, (tuple(range(25)),) * 2, 2)

    card = drawn(QueryAnswer(query(), wide))

    assert len(grid(elements(card, "Table")[0])[0]) == 6
    said = "Not shown: c6, c7, c8, c9, c10, c11, c12, c13, c14, c15 and 9 more"
    assert said in texts_of(card)


def test_a_table_of_many_columns_gets_the_whole_width() -> None:
    """A narrow table keeps the usual width."""
    wide, narrow = (drawn(QueryAnswer(query(), table(2, COLUMNS[:n]))) for n in (4, 3))

    assert wide["msteams"] == {"width": "Full"}
    assert "msteams" not in narrow


def test_numbers_are_aligned_right_with_their_headers() -> None:
    """Years and ids are names, and stay on the left."""
    card = drawn(QueryAnswer(query(), table()))

    sides = [
        [cell["items"][0]["horizontalAlignment"] for cell in row["cells"]]
        for row in elements(card, "TableRow")
    ]
    assert sides == [["Left", "Right", "Right", "Right", "Left"]] * 3


def test_the_header_row_is_marked_as_such() -> None:
    """Screen readers need it."""
    (element,) = elements(drawn(QueryAnswer(query(), table())), "Table")

    assert element["firstRowAsHeaders"]
    assert grid(element)[0] == ["region", "net revenue", "orders", "share", "year"]


def test_no_rows_say_so() -> None:
    """The card also says what to try."""
    card = drawn(QueryAnswer(query(), table(rows=0)))

    assert answer_texts.NO_ROWS in texts_of(card)
    assert not elements(card, "Table")


def test_an_unreadable_result_does_not_hide_the_rest() -> None:
    """Text, SQL and follow-ups are still useful."""
    error = GenieQueryError(state="FAILED")
    card = drawn(QueryAnswer(query(), error=error))

    assert answer_texts.RESULT_UNREADABLE.format(
        advice=problem_texts.UNUSABLE_QUERY[1]
    ) in texts_of(card)
    assert "**North** leads." in texts_of(card)


def test_a_query_that_genie_corrected_is_not_shown() -> None:
    """Only the query that worked is shown."""
    failed = QueryAnswer(query(title="First try"), error=GenieQueryError(state="FAILED"))

    card = drawn(failed, QueryAnswer(query(), table()))

    assert "First try" not in words(card)
    assert "could not be read" not in words(card)


@pytest.mark.parametrize("is_readable", [True, False])
def test_results_keep_their_numbers(*, is_readable: bool) -> None:
    """A result that was shown is shown again, even if it cannot be read now."""
    tried = QueryAnswer(
        query(attachment_id="q-1", title="One"),
        error=GenieQueryError(state="FAILED"),
    )
    other = QueryAnswer(
        query(attachment_id="q-2", title="Two"),
        table() if is_readable else None,
        None if is_readable else GenieUnavailableError("503"),
    )
    both = View(attachment_ids=("q-1", "q-2"), has_files=True)
    one = View(attachment_ids=("q-2",), has_files=True)

    shown = answer(tried, other)
    cards = [next(AnswerCards(shown, QUESTION, v).messages()).card for v in (both, one)]

    assert ["One" in words(card) for card in cards] == [True, False]
    assert all("Two" in words(card) for card in cards)
    at = [
        {b["data"]["at"] for b in elements(c, "Action.Submit") if "at" in b["data"]} for c in cards
    ]
    assert at == ([{2}, {1}] if is_readable else [set(), set()])


def test_a_missing_result_does_not_renumber_the_others() -> None:
    """Otherwise a button would refer to another result."""
    left = [QueryAnswer(query(attachment_id=f"q-{n}", title=f"T{n}"), table()) for n in (2, 3)]
    view = View(attachment_ids=("q-1", "q-2", "q-3"), has_files=True)
    card = next(AnswerCards(answer(*left), QUESTION, view).messages()).card

    payloads = [b["data"] for b in elements(card, "Action.Submit")]
    assert {p["at"] for p in payloads if "at" in p} == {2, 3}
    assert len(elements(card, "Table")) == 2


def test_at_most_three_results_are_shown() -> None:
    """Each has its own button that shows how it was obtained."""
    card = drawn(*(QueryAnswer(query(title=f"T{i}"), table()) for i in range(5)))

    assert len(elements(card, "Table")) == 3
    ids = [c["id"] for c in elements(card, "Container") if "id" in c]
    assert len(set(ids)) == 3
    assert answer_texts.RESULTS_HIDDEN.many.format(count=2) in texts_of(card)


def test_how_it_was_obtained_is_behind_a_button() -> None:
    """The second press hides it again."""
    card = drawn(QueryAnswer(query(), table()))

    (button,) = elements(card, "Action.ToggleVisibility")
    (container,) = (c for c in elements(card, "Container") if "id" in c)
    assert (button["title"], container["isVisible"]) == (answer_texts.SHOW_HOW, False)
    assert button["targetElements"] == [container["id"]]


def test_sql_without_a_code_block_keeps_its_lines() -> None:
    """Renderers drop leading spaces and single line breaks."""
    (code,) = elements(drawn(QueryAnswer(query(), table())), "CodeBlock")

    lines = [run["text"] for run in elements(code["fallback"], "TextRun")]
    assert [line.replace("\u00a0", " ") for line in lines] == SQL.replace("\t", "    ").split("\n")


def test_an_unknown_origin_has_no_button() -> None:
    """The button would show nothing."""
    empty = query(sql="", title="", description="", parameters=())
    card = drawn(QueryAnswer(empty, error=GenieUnavailableError("x")))

    assert not elements(card, "Action.ToggleVisibility")


def test_long_sql_is_cut_and_says_so() -> None:
    """The size of a message is limited."""
    card = drawn(
        QueryAnswer(query(sql="SELECT 1\n" * 3000, description="", parameters=()), table())
    )

    assert answer_texts.SQL_CUT in texts_of(card)


def test_an_unreadable_result_shows_the_reference() -> None:
    """The advice may be to contact the administrator, who needs the reference."""
    error = GeniePermissionError("x", status=403)

    assert f"Reference {QUESTION.reference}" in texts_of(drawn(QueryAnswer(query(), error=error)))
    assert "Reference" not in words(drawn(QueryAnswer(query(), table())))


def test_a_question_back_is_marked_as_such() -> None:
    """The card says how to answer it."""
    message = answer_message(answer(text="", question="Which year?"), QUESTION)

    assert {"Which year?", answer_texts.GENIE_ASKS, answer_texts.JUST_ANSWER} <= set(
        texts_of(message.card)
    )
    assert "has a question" in message.summary


def test_an_empty_answer_says_so() -> None:
    """A table without text needs no such remark."""
    assert answer_texts.NO_ANSWER in texts_of(drawn(text=""))
    assert answer_texts.NO_ANSWER not in texts_of(drawn(QueryAnswer(query(), table()), text=""))


def test_an_empty_answer_is_not_announced_as_an_answer() -> None:
    """Text, summary and card agree that there is no answer."""
    message = answer_message(answer(text=""), QUESTION, has_text=True)
    unread = answer_message(
        answer(QueryAnswer(query(), error=GenieUnavailableError("")), text=""),
        QUESTION,
        has_text=True,
    )

    assert message.text == unread.text == answer_texts.ABOUT_YOURS
    assert message.summary == answer_texts.SUMMARY_NO_ANSWER.format(question=QUESTION.text)


def test_a_lost_conversation_is_mentioned() -> None:
    """Otherwise the answer to a follow-up is confusing."""
    message = answer_message(answer(), QUESTION, remark=answer_texts.LOST_CONTEXT)

    assert answer_texts.LOST_CONTEXT in texts_of(message.card)


def test_a_question_back_in_a_group_asks_for_a_mention() -> None:
    """The bot receives no group message without a mention."""
    asked = AskedQuestion("Why?", "r", asker="Bob")

    message = answer_message(answer(text="", question="Which year?"), asked)

    assert answer_texts.JUST_ANSWER_IN_GROUP in texts_of(message.card)


def test_genies_own_tables_and_code_are_drawn() -> None:
    """A TextBlock would show their Markdown source. What is too wide is drawn in parts."""
    few = "| a | b |\n|---|---|\n| 1 | 2 |\n\n```sql\nSELECT *\n```"
    wide = "|" + "".join(f" column{n} |" for n in range(7)) + "\n|" + "---|" * 7

    assert grid(elements(drawn(text=few), "Table")[0]) == [["a", "b"], ["1", "2"]]
    assert [run["text"] for run in elements(drawn(text=few), "TextRun")] == ["SELECT *"]
    headers = [grid(each)[0] for each in elements(drawn(text=wide), "Table")]
    assert len(headers) > 1
    assert {name for header in headers for name in header} == {f"column{n}" for n in range(7)}
    assert {header[0] for header in headers} == {"column0"}


def test_an_unavailable_result_is_not_hidden_by_the_others() -> None:
    """The next result does not replace it: it may become readable."""
    lost = QueryAnswer(query(title="Lost"), error=GenieUnavailableError("x"))

    card = drawn(lost, QueryAnswer(query(), table()))

    assert answer_texts.RESULT_UNREADABLE.format(advice=problem_texts.UNREACHABLE[1]) in texts_of(
        card
    )
    assert len(elements(card, "Table")) == 1


def test_a_later_failure_is_not_hidden() -> None:
    """A failed query is hidden only if a later one worked."""
    failed = QueryAnswer(query(title="Second part"), error=GenieQueryError(state="FAILED"))

    assert "Second part" in words(drawn(QueryAnswer(query(), table()), failed))


def test_a_result_without_an_outcome_is_shown_as_unreadable() -> None:
    """An empty space would say nothing."""
    card = drawn(QueryAnswer(query()))

    assert answer_texts.RESULT_UNREADABLE.format(advice=answer_texts.ASK_LATER) in texts_of(card)


def test_counts_of_one_are_singular() -> None:
    """Sentences are grammatical for one and for several."""
    columns = tuple(Column(f"c{i}", "INT", CellKind.INTEGER) for i in range(7))
    wide = Table(columns, (tuple(range(7)),) * 2, 2)

    card = drawn(*(QueryAnswer(query(), wide) for _ in range(4)))

    assert answer_texts.COLUMNS_HIDDEN.format(names="c6") in texts_of(card)
    assert answer_texts.RESULTS_HIDDEN.one.format(count=1) in texts_of(card)


def test_moments_name_their_zone_in_the_header() -> None:
    """Otherwise a person in another time zone would misread them."""
    card = drawn(QueryAnswer(query(), Table(COLUMNS[3:6], (ROW[3:6],) * 2, 2)), text="")
    last = Table(COLUMNS[6:7], ((ROW[6],),) * 2, 2)

    assert grid(elements(card, "Table")[0])[0][-1] == "since"
    assert grid(elements(drawn(QueryAnswer(query(), last)), "Table")[0]) == [
        ["last order (UTC)"],
        *[["Sep 30, 2026, 11:59 PM"]] * 2,
    ]


def test_chinese_is_written_as_in_taiwan() -> None:
    """Numbers and dates follow the person's locale."""
    asked = AskedQuestion("各地區？", "r", Reader(locale_tag="zh-TW"))
    days = Table(COLUMNS[5:6], ((ROW[5],),) * 2, 2)

    card = answer_message(answer(QueryAnswer(query(), days)), asked).card

    assert grid(elements(card, "Table")[0])[1] == ["2026年7月1日"]


def test_an_empty_cell_is_not_a_missing_one() -> None:
    """NULL is a dash; an empty text is a no-break space, which renderers draw."""
    texts_in = Table(COLUMNS[:1], ((None,), ("",), (" \n ",)), 3)

    card = drawn(QueryAnswer(query(), texts_in))

    assert grid(elements(card, "Table")[0])[1:] == [["–"], ["\u00a0"], ["\u00a0"]]


def test_what_does_not_fit_is_left_out() -> None:
    """SQL is left out first, and a note behind its button says so."""
    long = query(sql="SELECT 漢字\n" * 55, description="")
    results = (QueryAnswer(long, table(10)) for _ in range(3))

    card = drawn(*results, text="漢" * 6000)

    assert answer_texts.LEFT_OUT not in texts_of(card)
    assert texts_of(card).count(answer_texts.SQL_CUT) == 3
    assert [len(grid(t)) for t in elements(card, "Table")] == [11] * 3


def test_a_note_says_that_visible_parts_are_left_out() -> None:
    """Of the visible parts, rows are left out first."""
    many = Table(COLUMNS[:1] * 6, (("*" * 60,) * 6,) * 10, 10)

    card = drawn(*[QueryAnswer(query(), many)] * 3, text="漢" * 6000)

    assert answer_texts.LEFT_OUT in texts_of(card)
    assert [len(grid(t)) for t in elements(card, "Table")] == [6] * 3


def test_a_suggestion_too_long_for_a_question_is_left_out() -> None:
    """The limit is the length of a payload's text."""
    card = drawn(suggestions=("x" * 501, "short?"))

    assert [b["title"] for b in elements(card, "Action.Submit")] == ["short?"]


def test_the_text_can_be_sent_above_the_card() -> None:
    """A stream ends with the text; the card does not repeat it."""
    message = answer_message(answer(QueryAnswer(query(), table())), QUESTION, has_text=True)

    assert "**North** leads." in message.text
    assert "**North** leads." not in words(message.card)
    assert elements(message.card, "Table")


@pytest.mark.parametrize(
    "changes",
    [{"text": ""}, {"text": "a|b\n-|-\nc|d"}, {"text": "", "question": "Which year?"}],
    ids=["none", "a table", "a question back"],
)
def test_text_that_needs_a_card_stays_in_the_card(changes: dict[str, Any]) -> None:
    """A stream must end with some text, which then only announces the card."""
    message = answer_message(answer(**changes), QUESTION, has_text=True)

    said = {"": answer_texts.READY, "Which year?": answer_texts.GENIE_ASKS}[
        changes.get("question", "")
    ]
    assert message.text == (said if any(changes.values()) else answer_texts.ABOUT_YOURS)
    assert texts_of(message.card) == texts_of(answer_message(answer(**changes), QUESTION).card)
