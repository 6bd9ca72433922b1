"""The words of a column's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.names import some, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("netRevenue", "net revenue"),
        ("HTTPStatusCode", "http status code"),
        (" Net Revenue (USD) ", "net revenue usd"),
        ("count(DISTINCT customer_id)", "count distinct customer id"),
        ("平均單價(元)", "平均單價 元"),
        ("客戶ID", "客戶 id"),
        ("ＩＤ", "id"),
        ("Größe", "grosse"),
        ("código_cliente", "codigo cliente"),
        ("année", "annee"),
        ("売上年", "売上年"),
        ("コード", "コード"),
        ("고객번호", "고객번호"),
        ("margin %", "margin pct"),
        ("毛利％", "毛利 pct"),
        ("Store #", "store no"),
        ("Q3 2025", "q3 2025"),
        ("year(order_date)", "year"),
        ("dayofweek(order_date)", "dayofweek"),
        ("extract(YEAR FROM order_date)", "year"),
        ("date_part('MONTH', order_date)", "month"),
        ("date_trunc(month, order_date)", "month"),
        ("Day(s)", "day s"),
        ("sum(year)", "sum year"),
        ("", ""),
        ("!", ""),
    ],
)
def test_names_are_read_as_words(name: str, expected: str) -> None:
    """However they are written, in any language."""
    assert " ".join(words(name)) == expected


def test_a_name_is_not_read_for_ever() -> None:
    """A question may be longer than a name."""
    assert words("a" * 1_000_000) == ("a" * 200,)
    assert words("ab " * 1_000, max_chars=3_000) == ("ab",) * 1_000


def test_lists_of_words_are_sets() -> None:
    """So that they can be written like a sentence."""
    assert some("a b", "c") == {"a", "b", "c"}


@given(st.text())
def test_any_name_has_words(name: str) -> None:
    """In lower case, and none of them empty."""
    assert all(word and word == word.lower() for word in words(name))
