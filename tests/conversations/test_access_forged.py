"""Presses that no card offers, and clients that say themselves who they are."""

import asyncio
from pathlib import Path
from typing import Any, Final

from bot.turns.routes import KEEPER
from cards import FORGET_ID, INSIGHTS_FILE, ActionKind, CardAction
from cards.texts import access_texts, file_texts
from simulator import SALES_SPACE_ID
from tests.bot.export.offers import attached
from tests.conversations.access import (
    CONTACT,
    StartFor,
    known,
    person_id,
)
from tests.conversations.test_access import (
    ANN,
    ANN_IN_GROUP,
    BOB_IN_GROUP,
    FOR_ANN,
    NO_ACCESS,
    QUESTION,
    said,
    spaces_asked,
)
from tests.harness.people import GROUP_ID, personal

CONSENT_CARD: Final = "application/vnd.microsoft.teams.card.file.consent"
FORGED: Final = CardAction(ActionKind.ASK, FORGET_ID, QUESTION).to_json()


async def test_a_question_with_the_id_of_forgetting(start_for: StartFor) -> None:
    """Who may ask nothing may press the buttons of that card, and no others."""
    world = await start_for(None, None, ALLOW_GUESTS="false")
    await world.press(FORGED, **known(personal("Gus")))
    await said(world, access_texts.NOT_FOR_GUESTS.format(contact=CONTACT), "a:gus")

    assert world.client.app is not None
    assert await world.client.app[KEEPER].store.items.find([QUESTION]) == []


async def test_a_question_moved_from_where_none_may_be_asked(start_for: StartFor) -> None:
    """It is not asked in the person's own chat either."""
    world = await start_for(None, ALLOW_GROUP_CHATS="false", ANSWERS_IN_PRIVATE="groups")
    await world.press(FORGED, **ANN_IN_GROUP)
    await said(world, access_texts.NOT_IN_GROUP_CHATS.format(contact=CONTACT), GROUP_ID)

    assert spaces_asked(world) == []


async def test_the_channels_thumb_on_an_answer_of_a_forbidden_space(start_for: StartFor) -> None:
    """It is refused as the card's own button is."""
    world = await start_for(FOR_ANN, None, DATABRICKS_SPACE_ID=SALES_SPACE_ID)
    await world.say(QUESTION, **ANN_IN_GROUP)
    answer = await world.answered(GROUP_ID)
    before = len(world.workspace.requests)
    value = {"actionValue": {"reaction": "dislike", "feedback": "{}"}}
    invoke: dict[str, Any] = {"type": "invoke", "name": "message/submitAction", "value": value}
    await world.post(world.activity(replyToId=answer["id"], **invoke, **BOB_IN_GROUP))
    await said(world, NO_ACCESS, GROUP_ID)
    await asyncio.sleep(1)

    assert len(world.workspace.requests) == before


async def test_a_file_with_insights_of_who_is_no_administrator_any_more(
    start_for: StartFor, tmp_path: Path
) -> None:
    """The offer is over; nothing is uploaded."""
    store = {"STORAGE": f"sqlite:///{tmp_path}/bot.sqlite3"}
    before = await start_for(None, ADMINS=person_id("Ann"), **store)
    await before.press(CardAction(ActionKind.INSIGHTS, "", INSIGHTS_FILE).to_json(), **ANN)
    await before.until(lambda: bool(attached(before, "a:ann", CONSENT_CARD)))
    await before.close()
    world = await start_for(None, ADMINS=person_id("Bob"), **store)
    (offer,) = attached(world, "a:ann", CONSENT_CARD)
    value = {
        "type": "fileUpload",
        "action": "accept",
        "context": offer["attachments"][0]["content"]["acceptContext"],
        "uploadInfo": {
            "contentUrl": "https://contoso.sharepoint.com/a.xlsx",
            "name": "a.xlsx",
            "uploadUrl": f"{world.channel.url}/upload",
            "uniqueId": "u-1",
            "fileType": "xlsx",
        },
    }
    invoke: dict[str, Any] = {"type": "invoke", "name": "fileConsent/invoke", "value": value}
    await world.post(world.activity(replyToId=offer["id"], **invoke, **ANN))
    await said(world, file_texts.OFFER_OVER, "a:ann")
