"""From a link to a file with more rows than a table: Genie, files and HTTP together."""

import asyncio
import csv
import io
from datetime import date, datetime
from decimal import Decimal

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from openpyxl import load_workbook
from pytest_aiohttp.plugin import AiohttpClient

from bot.export.contents import Contents, Rows
from bot.export.downloads import DOWNLOADS, Downloads, file_routes
from bot.export.files import BuiltFile, FileFormat, built_file
from bot.export.links import FileRequest, Links
from cards.reader import Reader
from genie import Answered, FixedToken, GenieWorkspace
from simulator import SALES_SPACE_ID, TOKEN, Workspace
from tests.bot.export.results import ABOUT, CREATED
from tests.clocks import FakeClock
from tests.harness.stores import audit

QUESTION = "Show all order lines"
TAIPEI = Reader(zone_name="Asia/Taipei")
Client = TestClient[web.Request, web.Application]


@pytest.fixture
def links() -> Links:
    """Relative links, for any port of the test's server."""
    return Links(b"s" * 32, "", FakeClock())


@pytest.fixture
async def client(
    aiohttp_client: AiohttpClient,
    workspace: tuple[Workspace, str],
    session: aiohttp.ClientSession,
    links: Links,
) -> Client:
    """A browser, and an answer from Genie."""
    tokens = FixedToken(TOKEN)
    genie = GenieWorkspace(session, base_url=workspace[1], tokens=tokens, clock=FakeClock()).genie(
        SALES_SPACE_ID
    )
    *_, last = [event async for event in genie.ask(QUESTION)]
    assert isinstance(last, Answered)
    answer = last.answer

    async def build(request: FileRequest) -> BuiltFile:
        query = answer.results[request.query_number].query
        whole = await genie.space.whole_result(answer.conversation_id, answer.message_id, query)
        contents = Contents("訂單明細", whole.columns, Rows(whole.rows), ABOUT, CREATED, "All.")
        return await asyncio.to_thread(built_file, contents, request.file_format, TAIPEI)

    app = web.Application()
    app.add_routes(file_routes())
    app[DOWNLOADS] = Downloads(links, build, audit=audit(), is_local=True)
    return await aiohttp_client(app)


async def test_a_csv_file_has_all_rows(client: Client, links: Links) -> None:
    """The table has only 5,000 rows."""
    response = await client.get(links.url(FileRequest("r", 0, FileFormat.CSV)))

    rows = list(csv.DictReader(io.StringIO((await response.read()).decode("utf-8-sig"))))
    assert response.status == 200
    assert len(rows) > 5_000
    assert rows[0]["line_id"] == "1"
    assert {row["coupon_code"] for row in rows} > {""}
    assert rows[0]["order_ts"].endswith("Z")


async def test_a_workbook_has_all_rows(client: Client, links: Links) -> None:
    """It has numbers, dates, and the person's time zone."""
    response = await client.get(links.url(FileRequest("r", 0, FileFormat.XLSX)))

    sheet = load_workbook(io.BytesIO(await response.read()), read_only=True)["訂單明細"]
    headings, *rows = sheet.iter_rows(values_only=True)
    first = dict(zip(headings, rows[0], strict=True))
    assert len(rows) > 5_000
    assert first["line_id"] == 1
    assert Decimal(str(first["net_amount"])) > 0
    assert isinstance(first["order_date"], date)
    assert isinstance(first["order_ts (Asia/Taipei)"], datetime)
