"""Who gets a file of an answer that was read with a person's own identity: that person alone."""

from http import HTTPStatus

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from bot.activities.activity import Activity
from bot.export.downloads import DOWNLOADS, Downloads, file_routes
from bot.export.errors import UnknownAnswerError
from bot.export.file_builder import FileBuilder
from bot.export.files import FileFormat
from bot.export.links import FileRequest, Links
from bot.state.answer_record import AnswerRecord
from bot.state.answer_records import AnswerRecords
from bot.state.question import Question
from genie import Access, Genie, GenieSetupError
from tests.clocks import FakeClock
from tests.harness.people import group
from tests.harness.stores import MemoryItems, audit
from tests.harness.world import BOT

SECRET = b"s" * 32


class NoGenies:
    """Records who is asked for, and has none."""

    def __init__(self) -> None:
        self.asked: list[Access] = []

    def __call__(self, access: Access) -> Genie:
        """Raise GenieSetupError."""
        self.asked.append(access)
        raise GenieSetupError("there is no Genie")


@pytest.fixture
def genies() -> NoGenies:
    """The clients of spaces."""
    return NoGenies()


@pytest.fixture
async def wanted(records: AnswerRecords) -> FileRequest:
    """The file of an answer of Ann's own, in a group."""
    body = {"type": "message", "id": "1", "channelId": "msteams", "recipient": BOT} | group("Ann")
    reference = Activity.from_json(body | {"serviceUrl": "https://example.com"}).reference
    question = Question("?", reference, "space", uses_own_identity=True, asker="Ann")
    record = AnswerRecord(question, None, attachment_ids=("q-1",))
    await records.note_place(record, "message-1")
    await records.link(record)
    return FileRequest(question.reference, 1, FileFormat.CSV)


@pytest.fixture
def records() -> AnswerRecords:
    """A store of answers."""
    return AnswerRecords(MemoryItems(), clock=FakeClock())


@pytest.fixture
def builder(records: AnswerRecords, genies: NoGenies) -> FileBuilder:
    """The builder of files."""
    return FileBuilder(records, genies=genies, clock=FakeClock())


@pytest.mark.parametrize("taker", ["29:bob", ""])
async def test_nobody_else_gets_it(
    builder: FileBuilder, genies: NoGenies, wanted: FileRequest, taker: str
) -> None:
    """Databricks is not asked at all."""
    with pytest.raises(UnknownAnswerError):
        await builder.build(wanted, taker=taker)

    assert genies.asked == []


async def test_it_is_read_with_the_identity_of_who_asked(
    builder: FileBuilder, genies: NoGenies, wanted: FileRequest
) -> None:
    """Never with the bot's."""
    with pytest.raises(GenieSetupError):
        await builder.build(wanted, taker="29:ann")

    assert genies.asked == [Access("space", ("msteams", "29:ann"))]


async def test_a_signed_link_does_not_open_it(
    builder: FileBuilder, genies: NoGenies, wanted: FileRequest, aiohttp_client: AiohttpClient
) -> None:
    """The bot makes none; one from before the space was asked so, or a forged one, shows a page."""
    links = Links(SECRET, "http://127.0.0.1", FakeClock())
    app = web.Application()
    app.add_routes(file_routes())
    app[DOWNLOADS] = Downloads(links, builder.build, audit=audit(), is_local=True)
    client = await aiohttp_client(app)
    response = await client.get(links.url(wanted).removeprefix("http://127.0.0.1"))

    assert response.status == HTTPStatus.NOT_FOUND
    assert genies.asked == []
