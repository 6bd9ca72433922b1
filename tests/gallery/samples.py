"""Sample content for the gallery: the same answers in each language."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from cards import Reader
from genie.events import Answer, QueryAnswer
from genie.models import QueryAttachment, QueryParameter
from genie.tables import Cell, CellKind, Column, Table

REVENUES: Final = ("1284512.40", "1106200.75", "987310.00", "612044.10", "401876.35")
ORDERS: Final = (51746, 47210, 40112, 25981, 17204)
SQL: Final = """\
SELECT r.region_name AS {region},
       SUM(o.net_amount) AS {revenue},
       COUNT(*) AS {orders}
FROM sales.orders AS o
JOIN sales.regions AS r USING (region_id)
WHERE o.order_date >= :from_date
GROUP BY r.region_name
ORDER BY {revenue} DESC"""


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of people and of Genie in one language."""

    question: str
    asker: str
    text: str
    asks_back: str
    title: str
    description: str
    thought: str
    headers: tuple[str, ...]
    regions: tuple[str, ...]
    managers: tuple[str, ...]
    suggestions: tuple[str, ...]
    samples: tuple[str, ...]


ENGLISH: Final = Words(
    question="What was revenue by region this year?",
    asker="Ada Lovelace",
    text=(
        "**North** leads with 29 % of this year’s revenue, ahead of **West**.\n\n"
        "- The first three regions make more than three quarters of it.\n"
        "- *East* has the smallest share, and the fewest orders."
    ),
    asks_back="Do you mean net revenue, or revenue **including tax**?",
    title="Revenue by region",
    description="You want the net revenue and the number of orders of each region this year.",
    thought="The user asks for **revenue by region**; the orders have a net amount and a region.",
    headers=("region", "net_revenue", "orders", "since", "last_order", "is_open", "manager"),
    regions=("North", "West", "South", "Central", "East"),
    managers=("Grace Hopper", "Alan Turing", "Edsger Dijkstra", "Barbara Liskov", "Donald Knuth"),
    suggestions=(
        "And by month?",
        "Which products sell best in the North?",
        "Compare with last year",
    ),
    samples=("Total sales by region last year", "Top 5 products by revenue", "Monthly sales trend"),
)
CHINESE: Final = Words(
    question="今年各地區的營收是多少？",
    asker="王小明",
    text=(
        "**北區**以全年營收的 29% 居首，其次是**西區**。\n\n"
        "- 前三個地區合計超過四分之三。\n"
        "- *東區*占比最小，訂單也最少。"
    ),
    asks_back="您指的是未稅營收，還是**含稅**營收？",
    title="各地區營收",
    description="您想知道今年各地區的未稅營收與訂單數。",
    thought="使用者詢問**各地區營收**；訂單中有未稅金額與地區。",
    headers=("地區", "未稅營收", "訂單數", "成立日期", "最近訂單", "營業中", "負責人"),
    regions=("北區", "西區", "南區", "中區", "東區"),
    managers=("陳怡君", "林志偉", "張雅婷", "黃俊傑", "李淑芬"),
    suggestions=("按月份呢？", "北區最暢銷的產品有哪些？", "與去年比較"),
    samples=("去年各地區的銷售額是多少？", "營收最高的 5 項產品", "每月銷售趨勢"),
)

_KINDS: Final = (
    ("STRING", CellKind.TEXT, None),
    ("DECIMAL(18,2)", CellKind.DECIMAL, 2),
    ("BIGINT", CellKind.INTEGER, None),
    ("DATE", CellKind.DATE, None),
    ("TIMESTAMP", CellKind.TIMESTAMP, None),
    ("BOOLEAN", CellKind.BOOLEAN, None),
    ("STRING", CellKind.TEXT, None),
)


def table(words: Words, *, columns: int = 3, total: int = 5) -> Table:
    """Make a result of five rows, with this total."""
    kinds = zip(words.headers, _KINDS, strict=True)
    described = tuple(Column(name, *kind) for name, kind in kinds)
    rows = tuple(_row(words, number)[:columns] for number in range(len(words.regions)))
    return Table(described[:columns], rows, total)


def _row(words: Words, number: int) -> tuple[Cell, ...]:
    return (
        words.regions[number],
        Decimal(REVENUES[number]),
        ORDERS[number],
        date(2019 + number, 3, 1),
        datetime(2026, 9, 30, 15 + number, 42, tzinfo=UTC),
        number != 3,
        words.managers[number],
    )


def query(words: Words) -> QueryAttachment:
    """Make the query of a result."""
    region, revenue, orders = words.headers[:3]
    return QueryAttachment(
        attachment_id="q-1",
        sql=SQL.format(region=region, revenue=revenue, orders=orders),
        title=words.title,
        description=words.description,
        parameters=(QueryParameter("from_date", "DATE", "2026-01-01"),),
    )


def answer(words: Words, *results: QueryAnswer, text: str | None = None) -> Answer:
    """Make an answer with these results."""
    said = words.text if text is None else text
    return Answer("c-1", "m-1", said, results=results, suggestions=words.suggestions)


def question_back(words: Words) -> Answer:
    """Make an answer with a clarifying question."""
    return Answer("c-1", "m-1", question=words.asks_back, suggestions=words.suggestions[:1])


_MONTHS: Final = tuple(date(2025, number, 1) for number in range(1, 13))


def by_month(words: Words) -> Table:
    """Make a result with a row per month."""
    amounts = (310, 298, 355, 372, 361, 408, 431, 425, 397, 452, 498, 612)
    rows = tuple((day, Decimal(n * 1000)) for day, n in zip(_MONTHS, amounts, strict=True))
    return Table((_time(words, "month", "月份"), _revenue(words)), rows, len(rows))


def by_quarter(words: Words) -> Table:
    """Make a result with a row per quarter, over two years."""
    amounts = (912, 1_044, 1_187, 1_530, 1_021, 1_163, 1_298, 1_702)
    quarters = [date(year, month, 1) for year in (2024, 2025) for month in (1, 4, 7, 10)]
    rows = tuple((day, Decimal(n * 1000)) for day, n in zip(quarters, amounts, strict=True))
    return Table((_time(words, "quarter", "季度"), _revenue(words)), rows, len(rows))


def by_day(words: Words) -> Table:
    """Make a result with a row per day, and one for unpaid orders."""
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(120)]
    rows = tuple((day, Decimal(9_000 + 60 * n + 900 * (n % 7))) for n, day in enumerate(days))
    never = (date(9999, 12, 31), Decimal(1_200))
    return Table((_time(words, "paid_on", "付款日"), _revenue(words)), (*rows, never), 121)


def with_total(words: Words) -> Table:
    """Make a result whose last row is the sum of the others."""
    made = table(words)
    whole = sum(map(Decimal, REVENUES)), sum(ORDERS)
    name = "全部" if words is CHINESE else "All"
    return Table(made.columns, (*made.rows, (name, *whole)), 6)


def by_month_and_region(words: Words) -> Table:
    """Make a result with a row per month and region, with three regions."""
    rows = tuple(
        (day, region, Decimal((at + 2) * 50_000 + day.month * (7_000 - at * 2_500)))
        for day in _MONTHS
        for at, region in enumerate(words.regions[:3])
    )
    region = Column(words.headers[0], "STRING", CellKind.TEXT)
    return Table((_time(words, "month", "月份"), region, _revenue(words)), rows, len(rows))


def by_product(words: Words) -> Table:
    """Make a result whose names are too many and too long to be side by side."""
    names = tuple(f"{words.regions[n % 5]} · {words.managers[n % 5]} {n + 1}" for n in range(18))
    rows = tuple((name, Decimal(900_000 - 43_000 * n)) for n, name in enumerate(names))
    store = Column("門市" if words is CHINESE else "store", "STRING", CellKind.TEXT)
    return Table((store, _revenue(words)), rows, len(rows))


def long_texts(words: Words) -> Table:
    """Make a result whose texts are longer than a cell."""
    column = Column("comment", "STRING", CellKind.TEXT)
    rows = tuple((region, f"{words.text} " * 2) for region in words.regions[:2])
    return Table((Column(words.headers[0], "STRING", CellKind.TEXT), column), rows, 2)


def _time(words: Words, english: str, chinese: str) -> Column:
    return Column(chinese if words is CHINESE else english, "DATE", CellKind.DATE)


def _revenue(words: Words) -> Column:
    return Column(words.headers[1], "DECIMAL(18,2)", CellKind.DECIMAL, 2)


def words(reader: Reader) -> Words:
    """Return the texts in the reader's language."""
    return CHINESE if reader.language.startswith("zh") else ENGLISH
