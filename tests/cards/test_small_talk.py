"""Small talk consists of whole messages in exact words; anything else may be a question."""

import pytest

from cards import SmallTalk, command_of, confirmation_of, small_talk_of
from cards.commands import synonyms
from cards.commands import words as command_words
from cards.reader import languages
from cards.small_talk import words


def test_no_word_has_two_meanings() -> None:
    """This holds across languages, and for the words of commands and confirmations."""
    known = [
        word
        for talk in SmallTalk
        for language in languages()
        for word in synonyms(talk.value, language)
    ]

    assert len(known) == len(words())
    assert all(known)
    assert set(known).isdisjoint(command_words())


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("hi", SmallTalk.GREETING),
        ("Hello!", SmallTalk.GREETING),
        (" HELLO  there ", SmallTalk.GREETING),
        ("Ｈｉ！", SmallTalk.GREETING),
        ("Good morning 👋🏽", SmallTalk.GREETING),
        ("hello?", SmallTalk.GREETING),
        ("你好", SmallTalk.GREETING),
        ("您好！", SmallTalk.GREETING),
        ("哈囉～", SmallTalk.GREETING),
        ("早安。", SmallTalk.GREETING),
        ("thanks!", SmallTalk.THANKS),
        ("Thank you :)", SmallTalk.THANKS),
        ("thank you\nvery much.", SmallTalk.THANKS),
        ("謝謝", SmallTalk.THANKS),
        ("謝謝您！🙏", SmallTalk.THANKS),
        ("感謝❤️", SmallTalk.THANKS),
    ],
)
def test_small_talk(text: str, talk: SmallTalk) -> None:
    """Case, width, spaces, and punctuation or emoji at the end make no difference."""
    assert small_talk_of(text) is talk
    assert command_of(text) is None
    assert confirmation_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "🙏",
        "/hi",
        "hi5 sales",
        "hello world orders",
        "hi, revenue by region?",
        "thanks, and by month?",
        "Thanksgiving revenue",
        "thank-you cards sold",
        "你好嗎的銷售額",
        "謝謝，那各區呢？",
        "謝謝惠顧券的數量",
        "ok",
        "okay",
        "好",
        "好的",
        "yes",
        "help",
    ],
)
def test_other_messages(text: str) -> None:
    """They may be questions, commands, or responses to the bot."""
    assert small_talk_of(text) is None
