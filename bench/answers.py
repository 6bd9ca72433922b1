"""The cost of a large answer: `python -m bench.answers`.

Drawing the card of 5,000 rows blocks the event loop, so that it has to be fast. The cards of usual
answers are compared with writing them as JSON, so that the machine does not matter. A separate
process draws chart pictures, so that the server's memory does not grow: it is read before the first
picture and after fifty, from a server as in production. Exit status 1 means that a bar was missed.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import Final

import aiohttp

from cards import AnswerCards, AskedQuestion, Reader, View
from genie.events import Answer, QueryAnswer
from genie.models import QueryAttachment, Thought
from genie.tables import Cell, CellKind, Column, Table
from testkit.channel import Channel, Spoken
from testkit.hosts import HOST
from testkit.processes import Process, bot, workspace
from testkit.report import Report

ROWS: Final = 5_000
MOST_MS: Final = 20.0
MOST_GROWTH_MB: Final = 10.0
MOST_OF_JSON: Final = 18.0
USUAL: Final = 100
PICTURES: Final = 50
TRIES: Final = 7
_ANSWERED_WITHIN_S: Final = 30.0
_QUIET_AFTER_S: Final = 2.0
_REVENUE: Final = Column("net_revenue", "DECIMAL(18,2)", CellKind.DECIMAL, 2)
_WARM_UP: Final = 10
_USUAL_SQL: Final = """\
SELECT
  p.`product_name` AS `product`,
  p.`category` AS `category`,
  SUM(o.`net_amount`) AS `net_revenue`,
  COUNT(DISTINCT o.`order_id`) AS `orders`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`products` p ON p.`product_id` = o.`product_id`
WHERE MONTH(o.`order_date`) = {month}
GROUP BY ALL
ORDER BY `net_revenue` DESC, `product`
LIMIT {count}"""
_QUESTION: Final = AskedQuestion("Revenue?", "a1b2c3d4", Reader("en", "en-US"))


def _tables() -> dict[str, Table]:
    """Make results of 5,000 rows: by day, by name, of orders, and 200 columns wide."""
    numbers = random.Random(1)  # noqa: S311 - the same figures in every run
    amounts = [Decimal(numbers.randrange(10**8)) / 100 for _ in range(ROWS)]
    days = [date(2012, 1, 1) + timedelta(days=n) for n in range(ROWS)]
    moments = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * n) for n in range(ROWS)]
    names = [f"Store {n}" for n in range(ROWS)]
    day = Column("day", "DATE", CellKind.DATE)
    name = Column("store", "STRING", CellKind.TEXT)
    order = Column("order_id", "BIGINT", CellKind.INTEGER)
    moment = Column("ordered_at", "TIMESTAMP", CellKind.TIMESTAMP)
    figures = tuple(Column(f"figure_{n}", "DOUBLE", CellKind.FLOAT) for n in range(199))
    wide: list[tuple[Cell, ...]] = [(text, *(numbers.random() for _ in figures)) for text in names]
    orders = [(n, moments[n], names[n], amounts[n]) for n in range(ROWS)]
    return {
        "a day each": _table((day, _REVENUE), list(zip(days, amounts, strict=True))),
        "a name each": _table((name, _REVENUE), list(zip(names, amounts, strict=True))),
        "an order each": _table((order, moment, name, _REVENUE), orders),
        "200 columns": _table((name, *figures), wide),
    }


def _table(columns: tuple[Column, ...], rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(columns, tuple(rows), len(rows))


def drawing_ms(table: Table) -> float:
    """Draw an answer's card several times, and return the median in milliseconds."""
    result = QueryAnswer(QueryAttachment("q-1", "SELECT 1\n" * 20), table)
    answer = Answer("c-1", "m-1", "Here it is.", results=(result,))
    taken = []
    for _ in range(TRIES):
        began = time.perf_counter()
        cards = AnswerCards(answer, _QUESTION, View(has_files=True))
        cards.charts_as_pictures()
        next(cards.messages())
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)[TRIES // 2]


def _usual_answer(number: int) -> Answer:
    """Make an answer with a text, thoughts, SQL, and a table with a chart; no two are equal."""
    numbers = random.Random(number)  # noqa: S311 - the same figures in every run
    count = 15 + number % 86
    rows = [
        (
            f"Product {n} of {number}",
            f"Category {n % 7}",
            Decimal(numbers.randrange(10**8)) / 100,
            n,
        )
        for n in range(count)
    ]
    rows.sort(key=itemgetter(2), reverse=True)
    columns = (
        Column("product", "STRING", CellKind.TEXT),
        Column("category", "STRING", CellKind.TEXT),
        _REVENUE,
        Column("orders", "BIGINT", CellKind.INTEGER),
    )
    thoughts = (
        Thought("", f"You want the top {count} products by net revenue in month {number}."),
        Thought("", "“Revenue” was read as net amount after discounts."),
        Thought("", f"- Join orders and products.\n- Sort; keep the first {count} rows."),
    )
    query = QueryAttachment(
        "q-1", _USUAL_SQL.format(month=number, count=count), "Top products", thoughts=thoughts
    )
    text = f"**{rows[0][0]}** has the highest net revenue: **{rows[0][2]:,}**."
    return Answer("c-1", "m-1", text, results=(QueryAnswer(query, _table(columns, rows)),))


def usual_ratio() -> float:
    """Draw usual answers, and return how much longer that takes than writing them as JSON."""
    drawing_s = writing_s = 0.0
    for number in range(-_WARM_UP, USUAL):
        answer = _usual_answer(number)
        began = time.process_time()
        cards = AnswerCards(answer, _QUESTION, View(has_files=True))
        cards.charts_as_pictures()
        message = next(cards.messages())
        drawn = time.process_time()
        json.dumps(message.card)
        if number >= 0:
            drawing_s += drawn - began
            writing_s += time.process_time() - drawn
    return drawing_s / writing_s


async def answers() -> Report:
    """Draw cards in this process, and pictures through a server."""
    report = Report(f"Answers: cards of {ROWS:,} rows, and {PICTURES} chart pictures")
    report.add("usual cards / writing them as JSON", usual_ratio(), most=MOST_OF_JSON)
    for name, table in _tables().items():
        report.add(f"a card: {name}", drawing_ms(table), "ms", most=MOST_MS)
    before_mb, after_mb, pictures = await _server_memory_mb()
    report.add("pictures drawn", pictures, least=PICTURES)
    report.add("the idle server before", before_mb, "MB")
    report.add("growth by pictures", after_mb - before_mb, "MB", most=MOST_GROWTH_MB)
    return report


class _Listener:
    """Counts the answers in a channel without charts, and the pictures in them."""

    def __init__(self) -> None:
        self.answers = self.pictures = 0

    def hear(self, spoken: Spoken) -> None:
        """Record a message of the bot."""
        if b"Genie answered" in spoken.body:
            self.answers += 1
            self.pictures += b"data:image/png" in spoken.body


async def _server_memory_mb() -> tuple[float, float, int]:
    """Return the idle server's memory without and with pictures, and the number of pictures."""
    listener = _Listener()
    channel = Channel(listener.hear)
    async with (
        channel.serving() as url,
        workspace((0.0, 0.1)) as genie_port,
        bot(("app.py",), genie_port) as process,
        aiohttp.ClientSession() as session,
    ):
        await _ask(session, process, listener, url, "Which stores had no sales in 2025?", count=20)
        await asyncio.sleep(_QUIET_AFTER_S)
        before_mb = process.memory_mb()
        listener.pictures = 0
        await _ask(session, process, listener, url, "Show revenue by region", count=PICTURES)
        await asyncio.sleep(_QUIET_AFTER_S)
        return before_mb, process.memory_mb(), listener.pictures


async def _ask(  # noqa: PLR0913 - who asks whom what
    session: aiohttp.ClientSession,
    process: Process,
    listener: _Listener,
    url: str,
    text: str,
    *,
    count: int,
) -> None:
    """Ask this many times, one after another."""
    for _ in range(count):
        wanted = listener.answers + 1
        await _say(session, process, url, text, number=wanted)
        async with asyncio.timeout(_ANSWERED_WITHIN_S):
            while listener.answers < wanted:  # noqa: ASYNC110 - the channel has no event to set
                await asyncio.sleep(0.02)


async def _say(
    session: aiohttp.ClientSession, process: Process, url: str, text: str, *, number: int
) -> None:
    activity = {
        "type": "message",
        "id": f"activity-{number}",
        "channelId": "emulator",
        "serviceUrl": url,
        "from": {"id": f"person-{number}", "name": "Ann"},
        "recipient": {"id": "bot", "name": "Genie"},
        "conversation": {"id": f"chat-{number}"},
        "text": text,
    }
    address = f"http://{HOST}:{process.port}/api/messages"
    async with session.post(address, json=activity) as response:
        response.raise_for_status()


if __name__ == "__main__":
    sys.exit(asyncio.run(answers()).show())
