"""Insights as a file: by consent, for an administrator, in the same way as a result."""

import io

import openpyxl

from bot.turns.routes import KEEPER
from cards import ActionKind, CardAction
from cards.texts import insight_texts
from tests.bot.export.offers import (
    CONSENT,
    INFO,
    QUESTION,
    TENANT,
    Drive,
    answer_offer,
    attached,
    offer_in,
)
from tests.cards.look import words
from tests.harness.fixtures import Start
from tests.harness.people import personal

ADMIN = "11111111-aaaa-4333-8444-555555555555"
ANN = {"from": {"id": "29:ann", "name": "Ann", "aadObjectId": ADMIN}}
PRESS = CardAction(ActionKind.INSIGHTS, "", "file").to_json()
LANGUAGE = {"locale": "zh-TW"}


async def test_the_file_has_a_sheet_for_each_subject(start_registered: Start, drive: Drive) -> None:
    """With the links of what should be reviewed, and texts, which are recorded here."""
    world = await start_registered(ADMINS=ADMIN, AUDIT_QUESTIONS="true")
    who = personal() | TENANT | ANN
    await world.say(QUESTION, **who)
    answer = await world.answered("a:ann")
    value = {"actionValue": {"reaction": "dislike", "feedback": "=HYPERLINK(1)"}}
    name = "message/submitAction"
    rating = world.activity(type="invoke", name=name, replyToId=answer["id"], value=value, **who)
    await world.post(rating)
    await world.press(PRESS, **who)
    offer = await offer_in(world, "a:ann")
    await answer_offer(world, offer, "accept", drive.url, who=who)
    await world.until(lambda: bool(attached(world, "a:ann", INFO)))
    ((_, content),) = drive.files
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    (asked,) = world.workspace.questions()

    assert list(rows) == ["Weeks", "Spaces", "Failures", "Questions", "To review"]
    assert rows["Weeks"][1][1:8] == [1, 1, 1, 0, 0, 0, 1]
    assert rows["Questions"][1][1:] == [QUESTION, 1]
    (review,) = rows["To review"][1:]
    assert review[3:5] == ["NEGATIVE", "=HYPERLINK(1)"]
    assert book["To review"]["E2"].data_type == "s"
    assert review[6] == asked.message_id
    assert asked.conversation_id in review[7]
    trail = await world.client.app[KEEPER].store.trail.since(0)
    (line,) = [line for line in trail if line["kind"] == "file"]
    assert (line["outcome"], line["detail"]) == ("saved", "insights")


async def test_others_get_no_file(start_registered: Start) -> None:
    """Nor does an administrator where nobody can consent: a link works for everyone."""
    world = await start_registered(ADMINS=ADMIN)
    await world.press(PRESS, **personal("Bob"), **TENANT)
    await world.until(lambda: insight_texts.ADMINS_ONLY in words(world.channel.of("a:bob")))

    assert not attached(world, "a:bob", CONSENT)


async def test_no_file_without_consent(start: Start) -> None:
    """In an emulator of Teams, files are links."""
    world = await start(ADMINS=ADMIN)
    await world.press(PRESS, **personal() | ANN)
    await world.until(lambda: insight_texts.NO_FILE_HERE in words(world.channel.of("a:ann")))
