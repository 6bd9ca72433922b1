"""The versions of an answer: each fits into a message, and is smaller than the one before."""

import pytest

from cards import AnswerCards, AskedQuestion, Reader, View
from cards.size import MAX_CARD_BYTES, card_bytes
from cards.texts import answer_texts
from genie.events import QueryAnswer
from genie.models import QueryParameter
from genie.tables import CellKind, Column, Table
from tests.cards.look import elements, texts_of
from tests.cards.samples import QUESTION, answer, query, table

HOSTILE = '漢𠀀<at>*_[x](javascript:x)`|"\\\ud800\x00' * 4000
WORDS = {
    "special characters": HOSTILE,
    "backslashes": "\\" * 9000,
    "tables": "a|b\n-|-\nc|d\n\n" * 900,
    "wide tables": ("|" * 9 + "\n" + "|-" * 8 + "|\n" + ("|" * 9 + "\n") * 12) * 40,
    "code": "```\nx\n```\n" * 900,
    "lines": "- x\n" * 3000,
}


@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS.keys())
@pytest.mark.parametrize("count", [0, 3, 20])
@pytest.mark.parametrize("has_text", [False, True])
def test_every_answer_fits_a_message(text: str, count: int, *, has_text: bool) -> None:
    """Teams refuses larger messages, and the person would get no answer."""
    columns = tuple(Column(text, "STRING", CellKind.TEXT) for _ in range(200))
    wide = Table(columns, ((text,) * 200,) * 500, 500)
    parameters = (QueryParameter(text, text, text),) * 50
    result = QueryAnswer(query(sql=text, title=text, description=text, parameters=parameters), wide)
    everything = answer(*(result,) * count, text=text, suggestions=(text[:500],) * 50)

    asked = AskedQuestion(text, "r", Reader(locale_tag=text[:100]), text)
    view = View(remark=answer_texts.LOST_CONTEXT, has_text=has_text)
    message = next(AnswerCards(everything, asked, view).messages())

    assert card_bytes(message.card) + len(message.text.encode("utf-16-le")) <= MAX_CARD_BYTES
    assert has_text == bool(message.text)
    assert len(message.summary) <= 200
    assert elements(message.card, "Action.Submit")
    assert answer_texts.POWERED_BY in texts_of(message.card)


def test_each_version_is_smaller_than_the_one_before() -> None:
    """The last ones have only the text, and then only the question."""
    rows = table(50)
    shown = QueryAnswer(query(sql="SELECT 1, " * 500), rows)
    versions = list(AnswerCards(answer(shown), QUESTION).messages())

    sizes = [card_bytes(message.card) for message in versions]
    assert sizes == sorted(sizes, reverse=True)
    assert not elements(versions[-1].card, "Table")
    assert answer_texts.LEFT_OUT in texts_of(versions[-1].card)
