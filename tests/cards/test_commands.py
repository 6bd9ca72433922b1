"""Which messages are commands: each word has one meaning, and questions contain no command."""

import pytest

from cards import Command, command_of, confirmation_of, is_unknown_command
from cards.commands import Confirmation, words, words_of
from cards.reader import languages


def test_no_word_has_two_meanings() -> None:
    """This holds across languages, since people of one team type in several."""
    known = {
        (word, meaning)
        for meaning in (*Command, *Confirmation)
        for language in languages()
        for word in words_of(meaning, language)
    }

    assert dict(known) == words()
    assert len(known) == len(words())
    assert all(words())
    assert max(len(word.split()) for word in words()) <= 3


def test_every_language_adds_command_words() -> None:
    """A catalogue that keeps the English words adds nothing."""
    for language in set(languages()) - {"en"}:
        for meaning in (*Command, *Confirmation):
            english = words_of(meaning, "en")
            assert set(words_of(meaning, language)).isdisjoint(english), meaning


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("NEW", Command.NEW, ""),
        (" help ", Command.HELP, ""),
        ("ｈｅｌｐ", Command.HELP, ""),
        ("start  over", Command.NEW, ""),
        ("/new", Command.NEW, ""),
        ("/ new", Command.NEW, ""),
        ("／空間", Command.SPACE, ""),
        ("/space Sales", Command.SPACE, "Sales"),
        ("/SPACE  My  Sales ", Command.SPACE, "My  Sales"),
        ("／空間 客服", Command.SPACE, "客服"),
        ("/new conversation", Command.NEW, ""),
        ("/new conversation please", Command.NEW, "please"),
        ("/private Revenue\nby region?", Command.PRIVATE, "Revenue\nby region?"),
        ("停止。", Command.STOP, ""),
        ("新對話！", Command.NEW, ""),
        ("/說明。", Command.HELP, ""),
        ("/help?", Command.HELP, ""),
        ("歷程記錄", Command.HISTORY, ""),
        ("／私下各地區的營收是多少？", Command.PRIVATE, "各地區的營收是多少？"),
        ("/private：營收", Command.PRIVATE, "營收"),
        ("/space: Sales", Command.SPACE, "Sales"),
        ("/空間客服", Command.SPACE, "客服"),
        ("/new 各地區營收", Command.NEW, "各地區營收"),
    ],
)
def test_commands(text: str, command: Command, argument: str) -> None:
    """A command is the whole message, or follows a slash with the rest as typed."""
    assert command_of(text) == (command, argument)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "／",
        "help?",
        "new.",
        "/newest orders",
        "/new´",
        "/private´s revenue",
        "/unknown order of things",
        "help desk tickets by topic",
        "Stop loss by region",
        "language of our customers",
        "/hlep",
        "new customers by month",
        "Messages sent per day",
        "how many logouts yesterday?",
        "history of prices",
        "space used per store",
        "private label",
        "私下 各區營收",
        "歷史最高",
        "停止了嗎？",
        "/新對話的數量",
        "yes",
        "/no",
    ],
)
def test_other_messages(text: str) -> None:
    """They only contain the word of a command, or confirm something."""
    assert command_of(text) is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("/hlep", True),
        ("／說", True),
        ("/查詢", True),
        ("/各地區的營收是多少？", False),
        ("/營收？", False),
        ("/去年各地區的營收總額", False),
        ("/hlep?", True),
        ("/help", False),
        ("/yes", False),
        ("/", False),
        ("/a b", False),
        ("a", False),
    ],
)
def test_unknown_commands(text: str, *, is_one: bool) -> None:
    """A slash and one word is a mistyped command; a longer text is a question about a path."""
    assert is_unknown_command(text) == is_one


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", True),
        ("Yes.", True),
        ("y!", True),
        ("好的。", True),
        ("是", True),
        ("是。", True),
        ("對", True),
        ("不用", False),
        ("不要！", False),
        ("no", False),
        ("/yes", True),
        ("/yes is that right for May", None),
        ("yes please", None),
        ("是多少？", None),
        ("help", None),
    ],
)
def test_answers(text: str, *, answer: bool | None) -> None:
    """An answer is a single word, with any punctuation: more words may mean the opposite."""
    assert confirmation_of(text) is answer
