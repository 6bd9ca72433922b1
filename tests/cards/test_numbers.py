"""Numbers in the conventions of every locale."""

from decimal import Decimal

from babel.localedata import locale_identifiers
from babel.numbers import format_decimal

from cards.formatting import column_texts
from cards.reader import Reader
from genie.tables import CellKind, Column

NUMBERS = [Decimal(text) for text in ("0.01", "-0.05", "12.34", "-1234.56", "98765432109876.54")]
AMOUNT = Column("amount", "DECIMAL(18,2)", CellKind.DECIMAL, 2)


def test_numbers_are_written_as_babel_writes_them() -> None:
    """Babel is asked for the separators of a locale, and mostly writes no number itself."""
    for name in locale_identifiers():
        reader = Reader(locale_tag=name.replace("_", "-"))
        expected = [format_decimal(number, locale=reader.locale) for number in NUMBERS]
        assert column_texts(AMOUNT, NUMBERS, reader) == expected, name
