"""Words that are orders: each means one thing, and none of them is in a question."""

import pytest

from cards import Command, answer_of, command_of, is_unknown_command
from cards.commands import words, words_of
from cards.reader import languages


def test_no_word_means_two_things() -> None:
    """In whatever language: people of one team type in several."""
    known = [
        each for word in Command for language in languages() for each in words_of(word, language)
    ]

    meanings = {
        (each, word) for word in Command for lang in languages() for each in words_of(word, lang)
    }
    assert len(meanings) == len(words())
    assert all(known)
    assert max(len(each.split()) for each in known) <= 3


def test_every_language_has_words_of_its_own() -> None:
    """A catalogue that leaves them as they are adds nothing."""
    for language in set(languages()) - {"en"}:
        for word in Command:
            assert set(words_of(word, language)).isdisjoint(words_of(word, "en")), word


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("NEW", Command.NEW, ""),
        (" help ", Command.HELP, ""),
        ("ｈｅｌｐ", Command.HELP, ""),
        ("start  over", Command.NEW, ""),
        ("no", Command.NO, ""),
        ("是", Command.YES, ""),
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
def test_orders(text: str, word: Command, rest: str) -> None:
    """The whole message, or behind a slash what follows as it was typed."""
    assert command_of(text) == (word, rest)


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
    ],
)
def test_questions(text: str) -> None:
    """They only hold a word that might be one."""
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
        ("/", False),
        ("/a b", False),
        ("a", False),
    ],
)
def test_what_looks_like_an_order(text: str, *, is_one: bool) -> None:
    """A slash and one word; with more behind it, it is a question about a path."""
    assert is_unknown_command(text) == is_one


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", True),
        ("Yes.", True),
        ("y!", True),
        ("好的。", True),
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
    """Nothing but the word, however it ends: what more is said may mean the opposite."""
    assert answer_of(text) is answer
