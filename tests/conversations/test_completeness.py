"""Statements about a result match what Genie returned: from a scripted Genie to the chat."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pytest_aiohttp.plugin import AiohttpServer

from cards.texts import answer_texts, row_texts
from genie import SystemClock
from tests.cards.look import elements, grid, texts_of, words
from tests.genie.fake import (
    RESULT,
    START,
    FakeGenie,
    Json,
    fails,
    ok,
    query,
    result,
    started,
    statement,
    text,
)
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.world import World, card_of

ANN = "a:ann"
CHUNK = "/api/2.0/sql/statements/s-1/result/chunks/1"
COLUMN: Json = {"name": "region", "type_text": "STRING", "type_name": "STRING"}
SCHEMA: Json = {"schema": {"columns": [COLUMN]}}
UNREADABLE = answer_texts.RESULT_UNREADABLE.partition(".")[0]
Scripted = Callable[..., Awaitable[World]]


@pytest.fixture
def scripted(start: Start, aiohttp_server: AiohttpServer) -> Scripted:
    """Starts a bot whose Genie answers with these attachments, and this result."""

    async def begin(
        attachments: object, of_query: Json | None = None, *, chunk: Json | None = None
    ) -> World:
        fake = FakeGenie(SystemClock())
        fake.will("POST", START, ok(started("COMPLETED", attachments=attachments)))
        fake.will("GET", RESULT, ok(of_query))
        fake.will("GET", CHUNK, fails(403) if chunk is None else ok(chunk))
        server = await aiohttp_server(fake.app)
        address = str(server.make_url("")).rstrip("/")
        return await start(DATABRICKS_HOST=address, DATABRICKS_SPACE_ID="space-1")

    return begin


async def card(world: World) -> dict[str, Any]:
    """Ask, and return the card of the answer."""
    await world.say("Which regions are there?", **personal())
    return card_of(await world.answer(ANN))


@pytest.mark.parametrize(
    ("of_query", "said"),
    [
        (statement(manifest=SCHEMA | {"format": "ARROW_STREAM", "total_row_count": 2},
                   result={"row_count": 2, "attachment": "QVJST1cx"}), "This result has 2 rows,"),
        (statement(manifest=SCHEMA | {"total_row_count": 3}, result=None),
         "This result has 3 rows,"),
        (statement(manifest=SCHEMA | {"total_row_count": 3}, result={}), "This result has 3 rows,"),
        (statement(manifest=SCHEMA | {"total_row_count": 3}, result={"data_array": {}}),
         "This result has 3 rows,"),
        (statement(manifest=SCHEMA | {"total_row_count": 1}, result={"data_array": ["North"]}),
         "This result has 1 row,"),
        (statement(manifest=SCHEMA, result={}), UNREADABLE),
    ],
)  # fmt: skip
async def test_unreadable_rows_are_not_called_an_empty_result(
    scripted: Scripted, of_query: Json, said: str
) -> None:
    """The card does not advise a longer period."""
    shown = texts_of(await card(await scripted([query(), text("Here.")], of_query)))

    assert any(line.startswith(said) for line in shown)
    assert answer_texts.NO_ROWS not in shown


async def test_an_empty_result_is_called_empty(scripted: Scripted) -> None:
    """It is known to be empty."""
    empty = statement(manifest=SCHEMA | {"total_row_count": 0}, result={})

    assert answer_texts.NO_ROWS in texts_of(await card(await scripted([query()], empty)))


@pytest.mark.parametrize(
    ("chunk", "rows", "said"),
    [
        (None, 2, {"The first 2 rows", row_texts.TRUNCATED}),
        ({"data_array": [["3"]], "chunk_index": 1}, 3, {"3 rows"}),
    ],
    ids=["forbidden", "read"],
)
async def test_a_further_chunk_is_read_or_mentioned(
    scripted: Scripted, chunk: Json | None, rows: int, said: set[str]
) -> None:
    """Only its number is known."""
    manifest: Json = {"total_row_count": None, "total_chunk_count": 2}
    first = result([["1"], ["2"]], manifest=manifest, next_chunk_index=1)
    shown = await card(await scripted([query()], first, chunk=chunk))

    assert len(grid(elements(shown, "Table")[0])) == 1 + rows
    assert said <= set(texts_of(shown))


async def test_a_result_at_genies_limit_may_be_complete(scripted: Scripted) -> None:
    """The limit is 5,000 rows: there may be more."""
    shown = texts_of(await card(await scripted([query()], result([["1"]] * 5_000))))

    assert "Rows 1–10 of the first 5,000" in shown
    assert "Genie returns at most 5,000 rows at once; there may be more." in shown
    assert row_texts.TRUNCATED not in shown


async def test_a_result_without_sql_is_shown(scripted: Scripted) -> None:
    """The SQL of a query that was approved beforehand is not returned."""
    approved: Json = {
        "title": "Approved",
        "statement_id": "s",
        "query_result_metadata": {"row_count": 2},
    }
    attachments = [{"attachment_id": "a-1", "query": approved}]
    shown = await card(await scripted(attachments, result([["1"], ["2"]])))

    assert len(grid(elements(shown, "Table")[0])) == 3
    assert {"Approved", "2 rows"} <= set(texts_of(shown))


@pytest.mark.parametrize("attachments", [None, []])
async def test_a_missing_answer_is_stated_consistently(
    scripted: Scripted, attachments: object
) -> None:
    """The text above the card, the card and the summary say the same."""
    world = await scripted(attachments)
    shown = await card(world)
    await world.say("Which regions are there?", **group())
    await world.until(lambda: answer_texts.NO_ANSWER in words(world.channel.of(GROUP_ID)))

    said = words([world.channel.of(ANN), world.channel.of(GROUP_ID)])
    assert answer_texts.NO_ANSWER in texts_of(shown)
    assert answer_texts.READY not in said
    assert "Genie answered" not in said
