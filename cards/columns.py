"""Whether a column's numbers are names and not amounts: ids, codes and years.

In doubt, a number counts as an id, and is written unchanged.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Final, overload

from cards.names import some, words
from cards.nouns import names_amount
from genie.tables import Cell, CellKind, Column, Row

# As the last word of a name, in English, German, French, Spanish, Portuguese, Italian and Dutch.
# Plurals are excluded: "active_codes" counts codes.
_ID_WORDS: Final = some(
    "id ids uid uuid guid pk sk key code zip zipcode postcode postalcode plz phone cellphone movil",
    "tel telephone telefon telefono telefone mobile handy fax sku ean upc gtin isbn ref reference",
    "issn vin iban bic ssn tin siret siren nif cif cpf cnpj imei mac ip asin barcode hash version",
    "rank ranking rn rnk rownum seq dni rut ruc folio fips geoid naics port pid epoch ts",
    "timestamp serial lat latitude lon lng longitude yyyymm yyyymmdd yyyy acct account",
    "kennung kennzahl matricule codigo codice codepostal cep identifier identifiant identificador",
    "kostenstelle",
)
# They have another meaning after another word: "market_cap".
_LONE_ID_WORDS: Final = some("cap cp")
# Names without a separator: "custid", "phonenumber", "zip5".
_RUN_TOGETHER: Final = re.compile(
    r"(?:order|cust|customer|emp|employee|product|prod|store|user|item|acct|account|invoice|vendor"
    r"|client|date|phone|serial|part)(?:id|key|no|nr|num|number|code)|[a-z]{4,}nr|isbn1[03]|zip[45]|year(?:month|week|quarter)"
)
# They need another word before them: "no" alone may be anything.
_NUMBER_WORDS: Final = some("no nr nbr num number numero nummer nro num")
# As the first word, in languages with that order: "codigo_cliente", "numero_commande".
_ID_HEADS: Final = some("codigo cod codice id numero nummer matricule ref reference referencia")
# At the start, these count what follows, unless that is in the singular.
_NUMBER_HEADS: Final = some("n no num nro nr code")
_NUMBERED_NOUNS: Final = some(
    "client cliente pedido commande compte cuenta conta facture factura fatura produit producto",
    "insee",
)
_ID_ENDINGS: Final = ("nummer", "kennung", "_id")
_YEAR_PARTS: Final = some("month mm mois monat mes mese week quarter day")
_POSTAL: Final = some("postal postale postali postleitzahl")
_CJK_IDS: Final = re.compile(
    r"(?:[號号碼码編编]|編號|编号|統編|统编|番|電話|电话|手機|手机|傳真|传真|經度|经度|緯度|纬度|順位|顺位|排名|名次|排序|版本"
    r"|コード|ｺｰﾄﾞ|번호|코드|아이디|年[月週周][日度]?|[연년]월|순위|[사품학]번|전화|휴대폰"
    r"|身[分份][證证]|[專专][線线])$"
    r"|^(?:[帳账帐][戶户]|[發发]票|工[單单]|科目|部[門门])$"
)
# Nouns of counts and measures take precedence: "count(DISTINCT customer_id)".
_AMOUNT_HEADS: Final = some(
    "count sum avg average mean median approx total num n distinct unique number no"
)
_AMOUNT_ENDS: Final = some(
    "count counts cnt total totals sum amount qty quantity pct percent percentage rate ratio avg"
)
_YEAR_WORDS: Final = some(
    "year yr yyyy yob fy jahr geschaftsjahr geschaeftsjahr annee an ano anio anno jaar exercice",
    "ejercicio",
)
_YEAR_ENDING: Final = re.compile(r"[a-z]{3,}year|[a-z]+(?<!vor)(?<!halb)jahr")
# After a year, these say what happens in it.
_OF_A_YEAR: Final = some(
    "of de do built founded opened born birth joined established fiscal comptable naissance",
    "nacimiento nascimento num number",
)
_CJK_YEARS: Final = re.compile(r"年(?:份|度|別|次)?$|연도$|년도$|년$")
# With these, the column is about a period, and does not name it.
_PERIOD_WORDS: Final = some(
    "this last prev previous prior current next per by each every full total whole rolling",
    "trailing ytd letztes aktuelles laufendes dieses",
)
_CJK_PERIODS: Final = re.compile(
    "(?:[今去前明本當当昨来同歷历]|^上)(?:[會会][計计]|[財财])?年度?$|近.*年$|每年$|[작전금내]년도?$"
)
_YEARS: Final = range(1000, 3000)
_ROC_YEARS: Final = range(1, 200)  # Taiwan counts from 1912
# Integers this large and this close together are ids: as bars they would all look alike anyway.
_NUMBERED_FROM: Final = 10_000
_NUMBERED_STEP: Final = 100


class Cells(Sequence[Cell]):
    """One column of rows, read lazily: in a long column, the first cells are often enough."""

    def __init__(self, rows: Sequence[Row], at: int) -> None:
        self._rows = rows
        self._at = at

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self._rows)

    def __iter__(self) -> Iterator[Cell]:
        """Iterate over the cells."""
        return map(itemgetter(self._at), self._rows)

    @overload
    def __getitem__(self, place: int) -> Cell: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Cell]: ...
    def __getitem__(self, place: int | slice) -> Cell | Sequence[Cell]:
        """Return one cell, or a list."""
        if isinstance(place, slice):
            return [row[self._at] for row in self._rows[place]]
        return self._rows[place][self._at]


def is_identifier(column: Column, cells: Sequence[Cell]) -> bool:
    """Whether a column's numbers are ids, codes, years or ranks.

    Such numbers are never written with separators, added up or drawn.
    """
    if not column.is_number:
        return False
    known = words(column.name)
    if not known:
        return False
    return _names_things(known) or _names_years(known, cells) or _is_numbered(known, cells)


@lru_cache(maxsize=1024)
def _names_things(known: tuple[str, ...]) -> bool:
    if _says_amount(known):
        return False
    last = known[-1]
    if last in _ID_WORDS or _CJK_IDS.search(last) or known[0] in _ID_HEADS or last in _POSTAL:
        return True
    if len(known) == 1:
        is_id = last in _LONE_ID_WORDS
    else:
        is_id = last in _NUMBER_WORDS or _is_part_of_year(known) or _is_numbered_noun(known)
    return is_id or last.endswith(_ID_ENDINGS) or bool(_RUN_TOGETHER.fullmatch(last))


def _is_part_of_year(known: tuple[str, ...]) -> bool:
    return known[-1] in _YEAR_PARTS and known[-2] in _YEAR_WORDS


def _is_numbered_noun(known: tuple[str, ...]) -> bool:
    return known[0] in _NUMBER_HEADS and known[-1] in _NUMBERED_NOUNS


def _says_amount(known: tuple[str, ...]) -> bool:
    if len(known) == 1 or _is_numbered_noun(known):
        return False
    is_counted = known[0] in _AMOUNT_HEADS or "with" in known
    is_plural = known[:2] == ("numero", "de") and known[-1].endswith("s")
    return is_counted or is_plural or known[-1] in _AMOUNT_ENDS


def _names_years(known: tuple[str, ...], cells: Sequence[Cell]) -> bool:
    """Whether the name is that of a year, and most numbers could be one: 9999 may be among them."""
    is_cjk = bool(_CJK_YEARS.search(known[-1])) and not _CJK_PERIODS.search(known[-1])
    if not is_cjk and not _ends_in_year(known) and not _begins_with_year(known):
        return False
    filled = [cell for cell in cells if cell is not None]
    years = sum(_may_be_year(cell, is_cjk=is_cjk) for cell in filled)
    return 2 * years > len(filled) or not filled


def _ends_in_year(known: tuple[str, ...]) -> bool:
    is_year = known[-1] in _YEAR_WORDS or bool(_YEAR_ENDING.fullmatch(known[-1]))
    return is_year and _PERIOD_WORDS.isdisjoint(known)


def _begins_with_year(known: tuple[str, ...]) -> bool:
    is_named = known[0] in _YEAR_WORDS and len(known) > 1
    return is_named and not names_amount(known) and not _OF_A_YEAR.isdisjoint(known[1:])


def _may_be_year(cell: Cell, *, is_cjk: bool) -> bool:
    if not isinstance(cell, (int, float, Decimal)) or (
        isinstance(cell, Decimal) and cell.is_snan()
    ):
        return False
    return cell in _YEARS or (is_cjk and cell in _ROC_YEARS)


def _is_numbered(known: tuple[str, ...], cells: Sequence[Cell]) -> bool:
    """Whether integers are as large and as close together as ids."""
    if _says_amount(known) or names_amount(known):
        return False
    numbers: list[int] = []
    for cell in cells:
        if cell is None:
            continue
        if type(cell) is not int or cell < _NUMBERED_FROM:
            return False
        numbers.append(cell)
    steps = [after - before for before, after in pairwise(sorted(numbers))]
    if not steps or min(steps) == 0:
        return False
    return max(steps) <= min(_NUMBERED_STEP, min(numbers) // 1_000)


_FISCAL: Final = some(
    "fiscal fy fq fyq financial fin geschaftsjahr geschaeftsjahr exercice ejercicio"
)
_CJK_FISCAL: Final = re.compile("會計|会计|財年|财年|財政|财政|회계|決算")


@lru_cache(maxsize=1024)
def is_fiscal(name: str) -> bool:
    """Whether periods are those of a fiscal year, whose start is not known."""
    known = words(name)
    return not _FISCAL.isdisjoint(known) or bool(_CJK_FISCAL.search("".join(known)))


def is_amount(column: Column, cells: Sequence[Cell]) -> bool:
    """Whether a column's numbers count or measure something, as far as known."""
    return column.is_number and not is_identifier(column, cells)


def is_text(column: Column) -> bool:
    """Whether a column's cells are texts for labels, and not objects as JSON."""
    objects = ("ARRAY", "MAP", "STRUCT", "VARIANT", "INTERVAL", "OBJECT", "GEO")
    return column.kind is CellKind.TEXT and not column.type_text.upper().startswith(objects)
