"""Words that are orders: each means one thing, and none of them is in a question."""

import pytest

from cards import Word, command_of, is_unknown_command
from cards.commands import words, words_of
from cards.reader import languages


def test_no_word_means_two_things() -> None:
    """In whatever language: people of one team type in several."""
    known = [each for word in Word for language in languages() for each in words_of(word, language)]

    meanings = {
        (each, word) for word in Word for lang in languages() for each in words_of(word, lang)
    }
    assert len(meanings) == len(words())
    assert all(known)
    assert max(len(each.split()) for each in known) <= 3


def test_every_language_has_words_of_its_own() -> None:
    """A catalogue that leaves them as they are adds nothing."""
    for language in set(languages()) - {"en"}:
        for word in Word:
            assert set(words_of(word, language)).isdisjoint(words_of(word, "en")), word


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("NEW", Word.NEW, ""),
        (" help ", Word.HELP, ""),
        ("ｈｅｌｐ", Word.HELP, ""),
        ("start  over", Word.NEW, ""),
        ("no", Word.NO, ""),
        ("是", Word.YES, ""),
        ("/new", Word.NEW, ""),
        ("/ new", Word.NEW, ""),
        ("／空間", Word.SPACE, ""),
        ("/space Sales", Word.SPACE, "Sales"),
        ("/SPACE  My  Sales ", Word.SPACE, "My  Sales"),
        ("／空間 客服", Word.SPACE, "客服"),
        ("/new conversation", Word.NEW, ""),
        ("/new conversation please", Word.NEW, "please"),
        ("/private Revenue\nby region?", Word.PRIVATE, "Revenue\nby region?"),
    ],
)
def test_orders(text: str, word: Word, rest: str) -> None:
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
        ("/help", False),
        ("/", False),
        ("/a b", False),
        ("a", False),
    ],
)
def test_what_looks_like_an_order(text: str, *, is_one: bool) -> None:
    """A slash and one word; with more behind it, it is a question about a path."""
    assert is_unknown_command(text) == is_one
