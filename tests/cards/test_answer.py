"""The answer's card."""

from typing import Any

import pytest

from cards import AskedQuestion, CardAction, Do, answer_message, texts
from cards.size import MAX_CARD_BYTES, card_bytes
from genie.errors import GenieQueryError
from genie.events import Answer, QueryAnswer
from genie.tables import CellKind, Column, Table
from tests.cards.look import elements, grid, texts_of, words
from tests.cards.samples import COLUMNS, QUESTION, SQL, answer, query, table


def drawn(*results: QueryAnswer, **changes: Any) -> dict[str, Any]:
    """Draw an answer and return its card."""
    return answer_message(answer(*results, **changes), QUESTION).card


def test_it_has_all_parts() -> None:
    """The question, the words, the table, the SQL, what to ask next, and whose answer it is."""
    message = answer_message(answer(QueryAnswer(query(), table())), QUESTION)

    said = words(message.card)
    for part in ("Revenue by region?", "**North** leads.", "And by month?", texts.POWERED_BY):
        assert part in said
    assert elements(message.card, "Table")
    assert elements(message.card, "CodeBlock")[0]["codeSnippet"] == SQL
    assert message.card["version"] == "1.5"
    assert "Revenue by region?" in message.summary
    assert "**" not in message.summary


def test_follow_ups_ask_what_they_say() -> None:
    """Each button carries the one payload, and Teams shows no banner."""
    buttons = elements(drawn(), "Action.Submit")

    assert [b["title"] for b in buttons] == ["And by month?", "Which products?", "Which stores?"]
    assert CardAction.from_json(buttons[0]["data"]) == CardAction(
        Do.ASK, "a1b2c3d4", "And by month?"
    )
    assert buttons[0]["msteams"] == {"feedback": {"hide": True}}


def test_at_most_three_follow_ups_and_no_empty_ones() -> None:
    """More would push the answer off the screen."""
    card = drawn(suggestions=("a", " ", "b", "c", "d"))

    assert [b["title"] for b in elements(card, "Action.Submit")] == ["a", "b", "c"]


def test_without_follow_ups_there_is_no_heading() -> None:
    """And a question too long for a button is none."""
    card = drawn(suggestions=("x" * 5000,))

    assert texts.ASK_NEXT not in texts_of(card)


def test_the_asker_is_named_in_groups() -> None:
    """And cannot forge structure by a name."""
    asked = AskedQuestion("Why?", "r", asker="Bob **the** builder")

    assert r"Bob \*\*the\*\* builder asked" in texts_of(answer_message(answer(), asked).card)[0]


def test_the_first_ten_rows_are_shown() -> None:
    """And how many there are."""
    card = drawn(QueryAnswer(query(), table(rows=412)))

    assert len(grid(elements(card, "Table")[0])) == 11
    assert "10 of 412 rows" in texts_of(card)


@pytest.mark.parametrize(
    ("rows", "note"), [(1, "1 row"), (2, "2 rows"), (10, "10 rows"), (11, "10 of 11 rows")]
)
def test_rows_are_counted(rows: int, note: str) -> None:
    """Whether there is more is never left open."""
    assert note in texts_of(drawn(QueryAnswer(query(), table(rows=rows))))


def test_a_cut_result_says_so() -> None:
    """Else somebody adds up what is not all."""
    card = drawn(QueryAnswer(query(), table(rows=20, is_truncated=True)))

    assert texts.TRUNCATED in texts_of(card)


def test_hidden_columns_are_counted() -> None:
    """A chat is about six columns wide."""
    columns = tuple(Column(f"c{i}", "INT", CellKind.INTEGER) for i in range(25))
    wide = Table(columns, (tuple(range(25)),), 1)

    card = drawn(QueryAnswer(query(), wide))

    assert len(grid(elements(card, "Table")[0])[0]) == 6
    assert "19 more columns are not shown." in texts_of(card)


def test_a_table_of_many_columns_gets_the_whole_width() -> None:
    """And a narrow one stays a card."""
    wide, narrow = (drawn(QueryAnswer(query(), table(1, COLUMNS[:n]))) for n in (4, 3))

    assert wide["msteams"] == {"width": "Full"}
    assert "msteams" not in narrow


def test_numbers_stand_right_under_their_names() -> None:
    """Years and ids are names, not amounts."""
    card = drawn(QueryAnswer(query(), table()))

    sides = [
        [cell["items"][0]["horizontalAlignment"] for cell in row["cells"]]
        for row in elements(card, "TableRow")
    ]
    assert sides == [["Left", "Right", "Right", "Right", "Left"]] * 2


def test_the_header_is_a_header() -> None:
    """For screen readers."""
    (element,) = elements(drawn(QueryAnswer(query(), table())), "Table")

    assert element["firstRowAsHeaders"]
    assert grid(element)[0] == ["region", "net revenue", "orders", "share", "year"]


def test_no_rows_is_an_answer() -> None:
    """It says what to try."""
    card = drawn(QueryAnswer(query(), table(rows=0)))

    assert texts.NO_ROWS in texts_of(card)
    assert not elements(card, "Table")


def test_an_unreadable_result_leaves_the_rest() -> None:
    """Words, SQL and follow-ups are still worth reading; Genie's error text is not."""
    error = GenieQueryError(state="FAILED", detail="SECRET")
    card = drawn(QueryAnswer(query(), error=error))

    assert texts.RESULT_UNREADABLE in texts_of(card)
    assert "**North** leads." in texts_of(card)
    assert "SECRET" not in words(card)


def test_a_query_that_genie_corrected_is_not_shown() -> None:
    """Only what worked."""
    failed = QueryAnswer(query(title="First try"), error=GenieQueryError(state="FAILED"))

    card = drawn(failed, QueryAnswer(query(), table()))

    assert "First try" not in words(card)
    assert texts.RESULT_UNREADABLE not in texts_of(card)


def test_several_results_are_all_shown_up_to_three() -> None:
    """Each with its own SQL button."""
    card = drawn(*(QueryAnswer(query(title=f"T{i}"), table()) for i in range(5)))

    assert len(elements(card, "Table")) == 3
    ids = [c["id"] for c in elements(card, "Container") if "id" in c]
    assert len(set(ids)) == 3
    assert texts.RESULTS_HIDDEN.format(count=2) in texts_of(card)


def test_the_sql_is_behind_a_button_that_changes() -> None:
    """Show, then hide: what one press shows, the next hides."""
    card = drawn(QueryAnswer(query(), table()))

    shown, hidden = (
        e for e in elements(card, "ActionSet") if elements(e, "Action.ToggleVisibility")
    )
    (container,) = (c for c in elements(card, "Container") if "id" in c)
    assert (shown["isVisible"], hidden["isVisible"], container["isVisible"]) == (True, False, False)
    for button in (shown, hidden):
        targets = button["actions"][0]["targetElements"]
        assert set(targets) == {shown["id"], hidden["id"], container["id"]}


def test_the_sql_keeps_its_lines_where_there_is_no_code_block() -> None:
    """Renderers drop leading spaces and single line ends."""
    (code,) = elements(drawn(QueryAnswer(query(), table())), "CodeBlock")

    lines = [run["text"] for run in elements(code["fallback"], "TextRun")]
    assert [line.replace("\u00a0", " ") for line in lines] == SQL.replace("\t", "    ").split("\n")


def test_a_query_without_sql_has_no_button() -> None:
    """Nothing to show."""
    card = drawn(QueryAnswer(query(sql="", title="", description=""), table()))

    assert not elements(card, "Action.ToggleVisibility")


def test_long_sql_is_cut_and_says_so() -> None:
    """The size of a message is limited."""
    card = drawn(
        QueryAnswer(query(sql="SELECT 1\n" * 3000, description="", parameters=()), table())
    )

    assert texts.SQL_CUT in texts_of(card)


def test_a_question_back_is_one() -> None:
    """With a word on how to answer it."""
    message = answer_message(answer(text="Which year?", is_question=True), QUESTION)

    assert texts.JUST_ANSWER in texts_of(message.card)
    assert "asks back" in message.summary


def test_nothing_is_said_to_be_nothing() -> None:
    """Honest rather than empty; but a table needs no words."""
    assert texts.NO_ANSWER in texts_of(drawn(text=""))
    assert texts.NO_ANSWER not in texts_of(drawn(QueryAnswer(query(), table()), text=""))


def test_a_lost_conversation_is_mentioned() -> None:
    """Else a follow-up's answer is baffling."""
    message = answer_message(answer(), QUESTION, lost_context=True)

    assert texts.LOST_CONTEXT in texts_of(message.card)


HOSTILE = "漢𠀀<at>*_[x](javascript:x)`|" * 4000


@pytest.mark.parametrize(
    "huge",
    [
        Answer("c", "m", text=HOSTILE, suggestions=(HOSTILE,) * 50),
        answer(*(QueryAnswer(query(sql=HOSTILE, title=HOSTILE), table(9)) for _ in range(20))),
        answer(
            QueryAnswer(
                query(description=HOSTILE, sql="\n".join("x" for _ in range(5000))),
                Table(
                    tuple(Column(HOSTILE, "STRING", CellKind.TEXT) for _ in range(200)),
                    ((HOSTILE,) * 200,) * 5000,
                    5000,
                ),
            ),
            text=HOSTILE,
        ),
    ],
    ids=["words", "many results", "wide and long"],
)
def test_any_answer_fits_a_message(huge: Answer) -> None:
    """Teams refuses what is larger, and then there would be no answer at all."""
    asked = AskedQuestion(HOSTILE, "r", asker=HOSTILE)

    message = answer_message(huge, asked)

    assert card_bytes(message.card) <= MAX_CARD_BYTES
    assert len(message.summary) <= 200
    assert message.card["body"]
