"""What remains of a message when the mention that brought it here is cut out."""

from typing import Any

import pytest

from bot.activities.activity import Activity
from bot.activities.mentions import question_text

BOT_ID = "28:bot"


def mention(text: object, who: str = BOT_ID, **changes: Any) -> dict[str, Any]:
    """Make a mention entity as Teams sends it."""
    mentioned = {"id": who, "name": "Genie"}
    return {"type": "mention", "mentioned": mentioned, "text": text} | changes


AT = "<at>Genie</at>"


@pytest.mark.parametrize(
    ("text", "entities", "question"),
    [
        ("Sales by region?", [], "Sales by region?"),
        (f"{AT} Sales?", [mention(AT)], "Sales?"),
        (f"{AT}Sales?", [mention(AT)], "Sales?"),
        (f"{AT}&nbsp;Sales?\n", [mention(AT)], "Sales?"),
        (f"{AT}\u00a0Sales?", [mention(AT)], "Sales?"),
        (f"Sales? {AT}", [mention(AT)], "Sales?"),
        (f"{AT} what does the Genie table hold?", [mention(AT)], "what does the Genie table hold?"),
        (f"{AT} and {AT} twice", [mention(AT), mention(AT)], "and twice"),
        ("<AT>Genie</AT> Sales?", [mention("<AT>Genie</AT>")], "Sales?"),
        ('<at id="0">Genie</at> x', [mention('<at id="0">Genie</at>')], "x"),
        (
            f"{AT} ask <at>Bob</at> too",
            [mention(AT), mention("<at>Bob</at>", "29:bob")],
            "ask Bob too",
        ),
        ("<at>Bob</at> only", [mention("<at>Bob</at>", "29:bob")], "Bob only"),
        (f"{AT} R&amp;D costs &lt; 5?", [mention(AT)], "R&D costs < 5?"),
        (f"{AT}", [mention(AT)], ""),
        ("  ", [], ""),
        (None, [mention(AT)], ""),
        ("各地區的銷售額?", [mention(AT)], "各地區的銷售額?"),
        ("x", [{"type": "mention"}], "x"),
        ("x", [mention(AT, mentioned=None)], "x"),
        ("x", [mention(AT, mentioned="Genie")], "x"),
        ("x", [mention(None)], "x"),
        ("x", [mention(AT, type="clientInfo")], "x"),
        ("two\n\nlines", [], "two\nlines"),
        ("<at>" * 50_000 + "x", [], "x"),
    ],
)
def test_question_text(text: str | None, entities: list[dict[str, Any]], question: str) -> None:
    """Every form that Teams and its emulators send, and some that they should not."""
    body = {
        "type": "message",
        "channelId": "msteams",
        "conversation": {"id": "19:group"},
        "from": {"id": "29:ann"},
        "recipient": {"id": BOT_ID},
        "text": text,
        "entities": entities,
    }
    activity = Activity.from_json(body)

    assert question_text(activity) == question
