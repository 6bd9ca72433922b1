"""Which messages are commands to the bot, and which are questions to Genie."""

from typing import Any

import pytest

from cards.texts import command_texts, notice_texts, progress_texts, talk_texts, welcome_texts
from tests.cards.look import words
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.world import World

ANN = "a:ann"
AT = "<at>Genie</at>"
OF_ANN = talk_texts.HISTORY_OF.format(name="Ann")


def mention(text: object = AT, who: str = "28:bot", **changes: Any) -> dict[str, Any]:
    """Make a mention as Teams sends it."""
    return {"type": "mention", "mentioned": {"id": who, "name": "x"}, "text": text} | changes


@pytest.mark.parametrize(
    "question",
    [
        "Messages sent per day",
        "how many logouts yesterday?",
        "new customers by month",
        "New orders",
        "help desk tickets by topic",
        "help?",
        "Stop loss by region",
        "history of prices",
        "language of our customers",
        "space used per store",
        "who am i selling to?",
        "private label revenue",
        "cancel rate by month",
        "yes",
        "no",
        "1",
        "/checkout page views by day",
        "ann@contoso.com revenue",
        "SELECT Revenue BY Region",
        "歷史最高營收",
        "新對話數量",
        "停止營業的門市",
        "說明各地區營收",
        "🎉",
        "two  blanks,\n\n\tand lines",
        "R&amp;D of &lt;A&gt; by &region",
        "a < b and <at> c",
    ],
)
async def test_questions_reach_genie_unchanged(world: World, question: str) -> None:
    """They are not lower-cased or prefixed, and not taken for commands."""
    await world.say(question)
    await world.answer()

    assert [asked.text for asked in world.workspace.questions()] == [question]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("help", welcome_texts.HELP_TITLE),
        ("HELP", welcome_texts.HELP_TITLE),
        ("  Help  ", welcome_texts.HELP_TITLE),
        ("/help", welcome_texts.HELP_TITLE),
        ("ｈｅｌｐ", welcome_texts.HELP_TITLE),
        ("new", command_texts.NEW_CONVERSATION),
        ("start over", command_texts.NEW_CONVERSATION),
        ("/new", command_texts.NEW_CONVERSATION),
        ("language", welcome_texts.LANGUAGE_TITLE),
        ("history", talk_texts.HISTORY_TITLE),
        ("/history", talk_texts.HISTORY_TITLE),
        ("stop", command_texts.NOTHING_RUNS),
        ("whoami", command_texts.WHO_TITLE),
        ("Who am I", command_texts.WHO_TITLE),
        ("/hlep", command_texts.UNKNOWN_COMMAND.format(command="/hlep")),
        ("cancel", command_texts.NOTHING_TO_CANCEL),
    ],
)
async def test_commands_are_run(world: World, typed: str, answer: str) -> None:
    """They may have any case and width, with or without a slash."""
    await world.say(typed)
    await world.until(lambda: answer in words(world.channel.of(ANN)))

    assert world.workspace.questions() == []


@pytest.mark.parametrize(
    "typed",
    [
        "說明",
        "／說明",
        "幫助",
        "新對話",
        "重新開始",
        "空間",
        "歷史",
        "紀錄",
        "停止",
        "語言",
        "我是誰",
    ],
)
async def test_commands_have_chinese_words(world: World, typed: str) -> None:
    """The reply is in Chinese, too."""
    await world.say(typed)
    (said,) = world.channel.of(ANN)

    assert any("\u4e00" <= char <= "\u9fff" for char in words(said))
    assert world.workspace.questions() == []


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        (f"{AT} history", [mention()]),
        (f"{AT} /history", [mention()]),
        (f"{AT}&nbsp;history", [mention()]),
        (f"history {AT}", [mention()]),
        ("<AT>Genie</AT> history", [mention("<AT>Genie</AT>")]),
        ('<at id="0">Genie</at> history', [mention('<at id="0">Genie</at>')]),
        (f"{AT} history", []),
        (f"{AT} history", [mention(mentioned=None)]),
        (f"{AT} history", [mention(None)]),
        (f"{AT} history", [{"type": "mention"}, mention()]),
    ],
)
async def test_a_mention_is_not_part_of_a_command(
    world: World, text: str, entities: list[dict[str, Any]]
) -> None:
    """This holds for all forms of its entity."""
    await world.say(text, **group(), entities=entities)
    await world.until(lambda: OF_ANN in words(world.channel.of(GROUP_ID)))

    assert world.workspace.questions() == []


@pytest.mark.parametrize(
    ("text", "entities", "asked"),
    [
        (f"{AT} Revenue of Genie?", [mention()], "Revenue of Genie?"),
        (f"{AT} new <at>Bob</at>", [mention(), mention("<at>Bob</at>", "29:bob")], "new Bob"),
        (f"Revenue? {AT}", [mention()], "Revenue?"),
        (f"{AT} stop", [mention(AT, "29:namesake")], "Genie stop"),
    ],
)
async def test_a_mention_is_not_part_of_a_question(
    world: World, text: str, entities: list[dict[str, Any]], asked: str
) -> None:
    """Mentions of other people are part of it."""
    await world.say(text, **group(), entities=entities)
    await world.answer(GROUP_ID)

    assert [question.text for question in world.workspace.questions()] == [asked]


async def test_html_is_asked_as_typed(world: World) -> None:
    """Teams escapes the text that it attaches as HTML."""
    text = "Revenue of &lt;A&gt; &amp;amp; &region?"
    html = {"contentType": "text/html", "content": f"<p>{text}</p>"}
    await world.say(f"{AT} {text}", **group(), entities=[mention()], attachments=[html])
    await world.answer(GROUP_ID)

    assert [asked.text for asked in world.workspace.questions()] == [
        "Revenue of <A> &amp; &region?"
    ]


async def test_a_quote_is_not_part_of_a_message(world: World) -> None:
    """The text after it is a question or a command."""
    quote, message_id = '<quoted messageId="1772050244572"/>', {"messageId": "1772050244572"}
    entities = [{"type": "quotedReply", "quotedReply": message_id}]
    await world.say(f"{quote} and by month?", entities=entities)
    await world.answer()
    await world.say(f"{quote} stop", entities=entities)
    await world.until(lambda: command_texts.NOTHING_RUNS in words(world.channel.of(ANN)))
    await world.say(quote, entities=entities)
    await world.until(lambda: notice_texts.EMPTY_QUESTION in words(world.channel.of(ANN)))

    assert [asked.text for asked in world.workspace.questions()] == ["and by month?"]


@pytest.mark.parametrize("text", [None, "", "   ", AT, f"{AT}&nbsp;", "\u00a0", "\n\n"])
async def test_an_empty_message_is_not_a_question(world: World, text: str | None) -> None:
    """The bot replies with a sentence, and no question waits."""
    await world.say(text, **group(), entities=[mention()])
    (said,) = world.channel.of(GROUP_ID)

    assert said["text"] == notice_texts.EMPTY_QUESTION
    assert world.workspace.questions() == []


async def test_stop_stops_the_persons_own_questions(world: World) -> None:
    """The command does the same as the button; another person's question continues."""
    await world.say("Show revenue by region [slow 200]", **group("Ann"))
    await world.say("Show revenue by month [slow 0.3]", **group("Bob"))
    await world.until(lambda: len(world.workspace.questions()) == 2)
    await world.say("stop", **group("Ann"))
    await world.until(lambda: progress_texts.STOPPED in words(world.channel.of(GROUP_ID)))
    await world.answered(GROUP_ID)

    assert command_texts.STOPPING in words(world.channel.of(GROUP_ID))
    assert len(world.deletions()) == 1


async def test_whoami_lists_what_an_administrator_needs(world: World) -> None:
    """These are ids and settings, without empty ones."""
    someone = {"id": "29:ann", "name": "Ann *A*", "aadObjectId": "aad-1"}
    changes = {"from": someone, "channelData": {"tenant": {"id": "tenant-1"}}}
    await world.say("whoami", **personal() | changes)
    (said,) = world.channel.of(ANN)

    shown = words(said)
    for part in ("29:ann", "aad", "tenant", "a:ann", "English", "UTC", "msteams"):
        assert part in shown
    assert command_texts.WHO_SPACE not in shown


async def test_help_names_the_space(start_spaces: Start) -> None:
    """It offers sample questions for the space."""
    world = await start_spaces()
    await world.say("/space 1")
    await world.say("help")
    await world.until(lambda: welcome_texts.HELP_TITLE in words(world.channel.of(ANN)))

    shown = words(world.channel.of(ANN))
    assert talk_texts.SPACE_ASKED.format(space="Sales") in shown
    assert "Show revenue by region" in shown
