"""Splitting the name of a column into words."""

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
def test_names_are_split_into_words(name: str, expected: str) -> None:
    """This covers all naming conventions and several languages."""
    assert " ".join(words(name)) == expected


def test_only_the_start_of_a_long_name_is_read() -> None:
    """The same function reads questions, which may be longer than names."""
    assert words("a" * 1_000_000) == ("a" * 200,)
    assert words("ab " * 1_000, max_chars=3_000) == ("ab",) * 1_000


def test_lists_of_words_are_sets() -> None:
    """A list of words can be written as one text."""
    assert some("a b", "c") == {"a", "b", "c"}


@given(st.text())
def test_words_are_lower_case_and_not_empty(name: str) -> None:
    """This holds for any text."""
    assert all(word and word == word.lower() for word in words(name))
