"""Words that are orders: each means one thing, and none of them is in a question."""

import pytest

from cards import Word, answer_of, command_of, is_unknown_command
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
        ("停止。", Word.STOP, ""),
        ("新對話！", Word.NEW, ""),
        ("/說明。", Word.HELP, ""),
        ("/help?", Word.HELP, ""),
        ("歷程記錄", Word.HISTORY, ""),
        ("／私下各地區的營收是多少？", Word.PRIVATE, "各地區的營收是多少？"),
        ("/private：營收", Word.PRIVATE, "營收"),
        ("/space: Sales", Word.SPACE, "Sales"),
        ("/空間客服", Word.SPACE, "客服"),
        ("/new 各地區營收", Word.NEW, "各地區營收"),
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
