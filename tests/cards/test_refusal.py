"""The sentences by which people learn that they may not ask."""

from inspect import getmembers

import pytest

from cards import AMERICAN, Reader, TextKey, limit_text, refusal_text
from cards.texts import access_texts

SENTENCES = [
    value
    for _, value in getmembers(access_texts, lambda value: isinstance(value, str))
    if "{contact}" in value
]
CHINESE = Reader("zh_TW")


@pytest.mark.parametrize("key", SENTENCES)
@pytest.mark.parametrize("reader", [AMERICAN, CHINESE])
def test_a_refusal_is_one_sentence_with_a_contact(key: TextKey, reader: Reader) -> None:
    """It may have any characters."""
    said = refusal_text(key, reader, contact="*the* data team")

    assert "\\*the\\* data team" in said
    assert sum(said.count(mark) for mark in (".", "。")) == 1


@pytest.mark.parametrize(
    ("reader", "administrator"), [(AMERICAN, "your administrator"), (CHINESE, "您的管理員")]
)
def test_without_a_contact_it_is_the_administrator(reader: Reader, administrator: str) -> None:
    """People know who that is."""
    assert administrator in refusal_text(access_texts.NO_ACCESS, reader, contact="")


@pytest.mark.parametrize(
    ("limit", "said"), [(1, "one question a minute"), (1200, "1,200 questions a minute")]
)
def test_a_limit_is_named(limit: int, said: str) -> None:
    """With the separators of the reader."""
    text = limit_text(access_texts.MOST_PER_MINUTE, limit, AMERICAN, contact="")

    assert said.replace("one", "1") in text
