"""Cards about spaces, earlier questions, and who the person is."""

from datetime import UTC, datetime

import pytest

from cards import (
    PastQuestion,
    Reader,
    SpaceChoice,
    delete_message,
    failed_text,
    help_message,
    history_message,
    problem_message,
    spaces_message,
    whoami_message,
)
from cards.history import MAX_PAST
from cards.markdown import without_mentions
from cards.question import AskedQuestion
from cards.size import fits
from cards.spaces import MAX_SPACES
from cards.texts import command_texts, talk_texts
from genie.causes import Cause
from genie.errors import GenieNotFoundError, GenieTimeoutError
from tests.cards.look import elements, texts_of, words

READER = Reader("zh_TW", "zh-TW", "Asia/Taipei")
AT = datetime(2026, 11, 25, 1, 2, tzinfo=UTC)
TWO = [SpaceChoice("s-1", "Sales", "All *orders*"), SpaceChoice("s-2", "Support")]
PAST = PastQuestion("3f2a", "Revenue by <at>Bob</at> region?", AT, "Sales")


def pressed(card: object) -> list[tuple[str, str, str]]:
    """Return the action, reference and text of each button of a card."""
    payloads = [b["data"] for b in elements(card, "Action.Submit")]
    return [(p["do"], p["id"], p["text"]) for p in payloads]


def test_spaces_are_listed() -> None:
    """In a 1:1 chat the choice is the person's own."""
    card = spaces_message(TWO, Reader(), current="s-2").card

    assert [(do, text) for do, _, text in pressed(card)] == [("space", "s-1"), ("space", "s-2")]
    assert "**1 · Sales**" in words(card)
    assert texts_of(card).count(talk_texts.SPACE_IN_USE) == 1


def test_in_a_group_a_space_is_chosen_for_all_or_for_one() -> None:
    """The card says who chose the current one."""
    card = spaces_message(TWO, Reader(), current="s-1", set_by="Ann", is_group=True).card

    assert [do for do, _, _ in pressed(card)] == ["chat_space", "space"] * 2
    assert talk_texts.SPACE_SET_BY.format(name="Ann") in words(card)
    assert talk_texts.SPACES_HINT_IN_GROUP in words(card)


@pytest.mark.parametrize("char", ["x", "字", "😀", "*", "\\", "<at>", "\n"])
@pytest.mark.parametrize("is_group", [False, True])
@pytest.mark.parametrize("count", [MAX_SPACES + 1, 200])
def test_many_spaces_fit(count: int, char: str, *, is_group: bool) -> None:
    """The names of unlisted spaces can be typed; names and descriptions may have any length."""
    text = char * 4_000
    many = [SpaceChoice(f"{n:064d}", text, text) for n in range(count)]

    message = spaces_message(
        many,
        Reader(),
        current=many[0].space_id,
        set_by=text,
        questions=[text],
        is_group=is_group,
        not_understood=text,
    )

    assert fits(message)
    shown = talk_texts.SPACES_HIDDEN
    hidden = count - MAX_SPACES
    assert (shown.one if hidden == 1 else shown.many).format(count=hidden) in words(message.card)


def test_the_current_space_is_always_listed() -> None:
    """It keeps its number, since people type that."""
    many = [SpaceChoice(f"s-{n}", f"Name {n}") for n in range(1, 61)]

    card = spaces_message(many, Reader(), current="s-50").card

    assert [text for _, _, text in pressed(card)] == [f"s-{n}" for n in [*range(1, 20), 50]]
    assert "**50 · Name 50**" in words(card)
    assert talk_texts.SPACE_IN_USE in words(card)


def test_earlier_questions_are_opened_continued_or_deleted() -> None:
    """At most ten questions are listed."""
    card = history_message([PAST] * 12, Reader()).card

    assert pressed(card)[:3] == [
        ("open", "3f2a", ""),
        ("continue", "3f2a", ""),
        ("delete", "3f2a", ""),
    ]
    assert len(pressed(card)) == 3 * MAX_PAST
    assert "<at>" not in words(card)
    assert "Sales" in words(card)


def test_ten_earlier_questions_show_one_button() -> None:
    """A press on a question opens it; the button shows the other buttons of all of them."""
    card = history_message([PAST] * 10, Reader()).card

    rows = elements(card, "ActionSet")
    (toggle,) = elements(card, "Action.ToggleVisibility")
    hidden = [row["id"] for row in rows if not row.get("isVisible", True)]
    assert len(rows) - len(hidden) == 1
    assert toggle["targetElements"] == hidden


def test_the_newest_question_is_first() -> None:
    """The order in which they are stored does not matter."""
    days = [PastQuestion(str(day), "Revenue?", AT.replace(day=day)) for day in range(1, 13)]

    card = history_message([*days[6:], *days[:6]], Reader()).card

    opening = [reference for do, reference, _ in pressed(card) if do == "open"]
    assert opening == [str(day) for day in range(12, 2, -1)]


@pytest.mark.parametrize("char", ["x", "字", "😀", "*", "<at>"])
def test_earlier_questions_fit(char: str) -> None:
    """Names of people and spaces may have any length."""
    text = char * 4_000
    past = PastQuestion("r" * 64, text, AT, text)

    assert fits(history_message([past] * MAX_PAST, Reader(), asker=text))
    assert fits(delete_message(past, Reader()))


def test_buttons_say_to_which_entry_they_belong() -> None:
    """A screen reader would otherwise repeat "Delete" or "Use"."""
    past, spaces = history_message([PAST], Reader()).card, spaces_message(TWO, Reader()).card
    titles = [b["title"] for card in (past, spaces) for b in elements(card, "Action.Submit")]

    plain = without_mentions(PAST.text)
    assert titles == [
        f"Open 1: {plain}",
        "Continue 1",
        "Delete 1",
        "Use 1: Sales",
        "Use 2: Support",
    ]


def test_an_entry_that_is_pressed_says_in_its_tooltip_what_stands_in_it() -> None:
    """Screen readers read its name and its tooltip instead of its content."""
    past, spaces = (
        history_message([PAST], READER).card,
        spaces_message(TWO, Reader(), current="s-2").card,
    )

    assert "Sales" in elements(past, "Action.Submit")[0]["tooltip"]
    assert [b["tooltip"] for b in elements(spaces, "Action.Submit")] == ["All *orders*", "✓ in use"]


def test_times_of_questions_are_in_the_readers_zone() -> None:
    """The reader here is in Taipei."""
    alone = PastQuestion("3f2a", "問題", AT)

    assert "上午9:02" in words(history_message([alone], READER).card).replace(" ", "")


def test_no_earlier_questions_say_so() -> None:
    """The card also says what to do."""
    assert talk_texts.HISTORY_EMPTY in words(history_message([], Reader(), asker="Ann").card)


@pytest.mark.parametrize("not_understood", [False, True])
def test_deleting_needs_a_confirmation(*, not_understood: bool) -> None:
    """The buttons name the question to be deleted."""
    card = delete_message(PAST, Reader(), not_understood=not_understood).card

    assert pressed(card) == [("yes", "3f2a", ""), ("no", "3f2a", "")]
    assert (talk_texts.DELETE_NOT_UNDERSTOOD in words(card)) == not_understood


def test_whoami_leaves_out_unknown_facts() -> None:
    """The card also says whose identity Genie sees."""
    facts = [
        (command_texts.WHO_NAME, "Ann"),
        (command_texts.WHO_TENANT, ""),
        (command_texts.WHO_ID, " "),
    ]
    card = whoami_message(facts, Reader()).card

    assert texts_of(card) == [command_texts.WHO_TITLE, "Name", "Ann", command_texts.WHO_SEES]


@pytest.mark.parametrize(
    ("own", "others", "sentence"),
    [
        ([""], [], command_texts.WHO_SEES_YOU),
        ([], ["Sales"], command_texts.WHO_SEES),
        (
            ["Sales", "Costs"],
            ["Support"],
            command_texts.WHO_SEES_BOTH.format(own="Sales, Costs", others="Support"),
        ),
    ],
)
def test_whoami_says_whose_identity_is_used(
    own: list[str], others: list[str], sentence: str
) -> None:
    """Each space has its own; the only one needs no name."""
    card = whoami_message([], Reader(), own=own, others=others).card

    assert texts_of(card) == [command_texts.WHO_TITLE, sentence]


def test_whoami_fits_a_message() -> None:
    """People can choose names of any length, and there may be a hundred spaces."""
    facts = [(command_texts.WHO_NAME, "*" * 40_000)] * 9

    assert fits(whoami_message(facts, Reader(), own=["*" * 80] * 50, others=["*" * 80] * 50))


def test_help_names_the_space() -> None:
    """It is named only if there are several."""
    said = talk_texts.SPACE_ASKED.format(space="Sales")

    assert said in words(help_message([], Reader(), is_group=False, space="Sales").card)
    assert "You are asking the space" not in words(help_message([], Reader(), is_group=False).card)


@pytest.mark.parametrize(
    ("error", "contact", "is_named"),
    [
        (GenieNotFoundError("404", cause=Cause.SPACE_GONE), "data@contoso.com", True),
        (GenieNotFoundError("404", cause=Cause.SPACE_GONE), "", False),
        (GenieTimeoutError("late"), "data@contoso.com", False),
    ],
)
def test_a_problem_names_the_contact(error: Exception, contact: str, *, is_named: bool) -> None:
    """The contact is named only if an administrator has to fix it."""
    question = AskedQuestion("Revenue?", "3f2a", space="Sales", contact=contact)
    card = problem_message(error, question).card

    assert ("data@contoso.com" in words(card)) == is_named
    assert ("data@contoso.com" in failed_text(error, question)) == is_named
    assert "Sales" in words(card)
