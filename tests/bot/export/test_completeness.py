"""A partial file says so everywhere, and a complete one says that it is complete."""

import io
import logging
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from cards.texts import answer_texts, file_texts
from tests.bot.export.offers import (
    ANN,
    CONSENT,
    TENANT,
    Drive,
    answer_offer,
    attached,
    file_button,
    linked,
)
from tests.cards.look import words
from tests.harness.fake_channel import Activity
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.world import World

CUT = "Top 24 products by revenue [truncated] [arrow]"
CUT_IN_CHINESE = "營收前 24 名的產品 [truncated] [arrow]"
WHOLE = "Top 24 products by revenue [truncated]"


async def offered(world: World, question: str, file_format: str) -> Activity:
    """Ask, press the button, and wait for the offer."""
    await world.say(question, **personal(), **TENANT)
    answer = await world.answered(ANN) if "Top" in question else await world.answer(ANN)
    await world.press(file_button(answer, file_format), **personal(), **TENANT)
    await world.until(lambda: bool(attached(world, ANN, CONSENT)))
    (offer,) = attached(world, ANN, CONSENT)
    return offer


async def fetched(world: World, question: str, file_format: str) -> tuple[str, bytes]:
    """Ask in a group, open the link, and return the file's name and content."""
    await world.say(question, **group())
    answer = await world.answered(GROUP_ID)
    response = await world.client.get(await linked(world, answer, file_format, group()))
    name = unquote(response.headers["Content-Disposition"].rpartition("''")[2])
    return name, await response.read()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
async def test_a_partial_file_says_so_before_it_is_accepted(
    registered: World, drive: Drive, caplog: pytest.LogCaptureFixture, file_format: str
) -> None:
    """The offer, the name, the message of the request and the log say so, with the reason."""
    offer = await offered(registered, CUT, file_format)
    (attachment,) = offer["attachments"]
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: bool(drive.files))

    told = attachment["content"]["description"]
    assert told.startswith("Only the first 12 rows. ")
    assert told.endswith(file_texts.FILE_NO_DOWNLOAD)
    assert attachment["name"].endswith(f" (first 12 rows).{file_format}")
    assert told in words(registered.channel.of(ANN))
    (record,) = (r for r in caplog.records if r.getMessage() == "file is cut")
    noted: Any = record
    assert (record.levelno, noted.rows) == (logging.WARNING, 12)
    assert "ARROW_STREAM" in noted.reason


async def test_a_partial_file_says_so_in_the_readers_language(registered: World) -> None:
    """This includes its name."""
    offer = await offered(registered, CUT_IN_CHINESE, "csv")
    (attachment,) = offer["attachments"]

    assert attachment["name"].endswith("（前 12 列）.csv")
    assert "僅前 12 列" in attachment["content"]["description"]


async def test_a_complete_file_says_so(registered: World, caplog: pytest.LogCaptureFixture) -> None:
    """The table on the card is not complete."""
    offer = await offered(registered, WHOLE, "csv")
    (attachment,) = offer["attachments"]

    assert attachment["content"]["description"] == "Full result: 24 rows."
    assert "first" not in attachment["name"]
    assert not [r for r in caplog.records if r.getMessage() == "file is cut"]


async def test_a_partial_file_behind_a_link_says_so_in_its_name(world: World) -> None:
    """The link is sent before the file is made, and claims nothing."""
    name, _ = await fetched(world, CUT, "csv")

    said = words(world.channel.of(GROUP_ID))
    assert name.endswith(" (first 12 rows).csv")
    assert file_texts.FILE_NAME_TELLS in said
    assert "Full result" not in said


async def test_a_workbook_says_its_origin(world: World) -> None:
    """It has the number of rows, the time, the space, Genie's text, and each parameter."""
    _, content = await fetched(world, f"{CUT} this year", "xlsx")

    book = load_workbook(io.BytesIO(content))
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about[file_texts.ABOUT_ROWS] == 12
    assert about[file_texts.ABOUT_EXTENT].startswith("Only the first 12 rows.")
    assert about[file_texts.ABOUT_SPACE] == "Retail sales"
    assert about[file_texts.ABOUT_ANSWER]
    assert about[file_texts.ABOUT_ZONE] == "UTC"
    assert ":" in about[file_texts.ABOUT_ASKED]
    assert about[file_texts.ABOUT_SOURCE] == answer_texts.POWERED_BY
    named = {name for name in about if name.startswith("Parameter :")}
    assert named == {f"Parameter {word}" for word in _parameters(about[file_texts.ABOUT_SQL])}
    assert named
    assert all(datetime.fromisoformat(about[name]) for name in named if "date" in name)


def _parameters(sql: str) -> set[str]:
    """Return the parameters of a query."""
    return {word.strip("(),") for word in sql.split() if word.startswith(":")}
