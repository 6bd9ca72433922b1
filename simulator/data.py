"""The sample data: a home-and-lifestyle retailer in Taiwan and Asia-Pacific, from a fixed seed.

Every table is generated here as columns of plain values; engine.py writes them to the database. The
same seed always gives the same data, so that tests can rely on its totals.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from random import Random

from simulator import catalogue

FIRST_DAY = date(2024, 1, 1)
LAST_DAY = date(2026, 10, 31)

_SEED = 20261031
_ORDERS = 5_200
_TICKETS = 2_400
_CUSTOMERS = 640
_CENT = Decimal("0.01")
# The weight of each month: sales peak around Lunar New Year, Singles' Day and Christmas.
_SEASON = (1.25, 0.95, 0.9, 0.85, 0.95, 1.0, 0.9, 0.9, 1.0, 1.05, 1.45, 1.3)
_YEARLY_GROWTH = 1.11


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its qualified name, the columns with their types, and the rows."""

    name: str
    about_en: str
    about_zh: str
    columns: tuple[tuple[str, str], ...]
    rows: list[tuple[object, ...]] = field(repr=False)


@cache  # the rows are immutable, so that workspaces in one process can share them
def make_tables() -> tuple[Table, ...]:
    """Return all tables of the workspace, always the same."""
    random = Random(_SEED)  # noqa: S311 - sample data with a fixed seed
    customers = _customers(random)
    orders = _orders(random)
    return (
        _table("sales", "orders", orders),
        _table("sales", "products", list(catalogue.PRODUCTS)),
        _table("sales", "stores", list(catalogue.STORES)),
        _table("sales", "customers", customers),
        _table("support", "tickets", _tickets(random)),
    )


def _table(schema: str, name: str, rows: list[tuple[object, ...]]) -> Table:
    description = catalogue.TABLES[name]
    qualified = f"`retail`.`{schema}`.`{name}`"
    return Table(qualified, description.en, description.zh, description.columns, rows)


def _customers(random: Random) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for number in range(_CUSTOMERS):
        segment, segment_zh = random.choices(catalogue.SEGMENTS, weights=(6, 3, 1))[0]
        name = random.choice(catalogue.FAMILY_NAMES) + random.choice(catalogue.GIVEN_NAMES)
        if segment == "Business":
            name = random.choice(catalogue.COMPANY_NAMES) + random.choice(catalogue.COMPANY_KINDS)
        joined = FIRST_DAY + timedelta(days=random.randrange((LAST_DAY - FIRST_DAY).days))
        email = f"c{20_000 + number}@example.com" if random.random() < 0.8 else None  # noqa: PLR2004
        rows.append((20_000 + number, name, segment, segment_zh, joined, email))
    return rows


def _days(random: Random, count: int) -> list[date]:
    days = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    weights = [
        _SEASON[day.month - 1]
        * _YEARLY_GROWTH ** (day.year - FIRST_DAY.year)
        * (1.35 if day.weekday() >= 5 else 1.0)  # noqa: PLR2004 - Saturday and Sunday
        for day in days
    ]
    return sorted(random.choices(days, weights=weights, k=count))


def _orders(random: Random) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for number, day in enumerate(_days(random, _ORDERS)):
        moment = datetime.combine(day, time()) + timedelta(
            seconds=random.randrange(10 * 3600, 22 * 3600), milliseconds=random.randrange(1000)
        )
        store = random.choices(catalogue.STORES, weights=catalogue.STORE_WEIGHTS)[0]
        channel, channel_zh = random.choices(catalogue.CHANNELS, weights=(6, 3, 2))[0]
        is_member = random.random() < 0.86  # noqa: PLR2004 - the others have no customer card
        customer_id = 20_000 + int(_CUSTOMERS * random.random() ** 1.6) if is_member else None
        coupon = random.choice(catalogue.COUPONS) if random.random() < 0.22 else None  # noqa: PLR2004
        header = (300_001 + number, day, moment, store[0], customer_id, channel, channel_zh)
        rows.extend(_lines(random, header, coupon, start=len(rows)))
    return rows


def _lines(
    random: Random, header: tuple[object, ...], coupon: str | None, *, start: int
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for line in range(random.choices((1, 2, 3, 4, 5), weights=(30, 30, 22, 12, 6))[0]):
        product = random.choices(catalogue.PRODUCTS, weights=catalogue.PRODUCT_WEIGHTS)[0]
        quantity = random.choices((1, 2, 3, 6, 12), weights=(55, 25, 10, 7, 3))[0]
        discount = Decimal(random.choice((5, 10, 15))) / 100 if coupon else Decimal(0)
        price = Decimal(str(product[6]))
        net = (price * quantity * (1 - discount)).quantize(_CENT)
        returned = random.random() < 0.035  # noqa: PLR2004
        money = (quantity, str(price), str(discount), str(net), coupon, returned)
        rows.append((start + line + 1, *header, product[0], *money))
    return rows


def _tickets(random: Random) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for number, day in enumerate(_days(random, _TICKETS)):
        opened = datetime.combine(day, time()) + timedelta(
            seconds=random.randrange(9 * 3600, 21 * 3600)
        )
        topic, topic_zh, days_to_close = random.choices(
            catalogue.TOPICS, weights=(32, 22, 16, 14, 9, 7)
        )[0]
        priority, priority_zh, pace = random.choices(catalogue.PRIORITIES, weights=(5, 20, 55, 20))[
            0
        ]
        hours = random.expovariate(1 / (days_to_close * pace * 24)) + 0.5
        closed = opened + timedelta(seconds=round(hours * 3600))
        is_open = closed.date() > LAST_DAY
        score = random.choices((1, 2, 3, 4, 5), weights=(6, 8, 18, 38, 30))[0]
        is_rated = not is_open and random.random() < 0.55  # noqa: PLR2004 - few people rate
        who = (random.choice(catalogue.AGENTS), random.choice(catalogue.STORES)[0])
        product = random.choice(catalogue.PRODUCTS)[0] if random.random() < 0.7 else None  # noqa: PLR2004
        channel, channel_zh = random.choices(catalogue.CONTACTS, weights=(4, 3, 3))[0]
        first_reply_minutes = max(1, round(random.expovariate(1 / (70 * pace))))
        rows.append(
            (
                *(700_001 + number, opened, None if is_open else closed, *who, product),
                *(topic, topic_zh, priority, priority_zh, channel, channel_zh),
                *(first_reply_minutes, score if is_rated else None),
            )
        )
    return rows
