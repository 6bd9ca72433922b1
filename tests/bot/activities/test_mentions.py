"""The text that a person typed, without the mentions and quote tags that Teams adds."""

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activities.activity import Activity
from bot.activities.mentions import question_text

BOT_ID = "28:bot"


def mention(text: object, who: str = BOT_ID, **changes: Any) -> dict[str, Any]:
    """Make a mention entity as Teams sends it."""
    mentioned = {"id": who, "name": "Genie"}
    return {"type": "mention", "mentioned": mentioned, "text": text} | changes


AT = "<at>Genie</at>"
QUOTE = '<quoted messageId="1772050244572"/>'
QUOTED = {"type": "quotedReply", "quotedReply": {"messageId": "1772050244572"}}


def activity_of(text: str | None, **changes: Any) -> Activity:
    """Make a message in a group."""
    body = {
        "type": "message",
        "channelId": "msteams",
        "conversation": {"id": "19:group"},
        "from": {"id": "29:ann"},
        "recipient": {"id": BOT_ID, "name": "Genie"},
        "text": text,
    }
    return Activity.from_json(body | changes)


def test_names_keep_what_is_visible() -> None:
    """A name that is written from right to left would turn the sentence around it."""
    person = {"id": "29:ann", "name": " Ann\u202e\u200b\r\n <at>All</at>\x00 "}

    assert activity_of("x", **{"from": person}).sender.name == "Ann <at>All</at>"


def as_html(content: object) -> dict[str, Any]:
    """Attach a message as HTML, like Teams."""
    return {
        "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": content}],
    }


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
        (f"{AT}", [mention(AT)], ""),
        ("  ", [], ""),
        (None, [mention(AT)], ""),
        ("各地區的銷售額?", [mention(AT)], "各地區的銷售額?"),
        ("x", [{"type": "mention"}], "x"),
        ("x", [mention(AT, mentioned=None)], "x"),
        ("x", [mention(AT, mentioned="Genie")], "x"),
        ("x", [mention(None)], "x"),
        ("x", [mention(AT, type="clientInfo")], "x"),
        ("two\n\nlines", [], "two\n\nlines"),
        ("a  b\t\u00a0c\r\n  d ", [], "a  b\t\u00a0c\r\n  d"),
        (f"a {AT}\nb", [mention(AT)], "a\nb"),
        (f"a\n{AT} b", [mention(AT)], "a\nb"),
        (f"{AT} <at>Genie</at> stop", [mention(AT, "29:namesake"), mention(AT)], "Genie stop"),
        (f"{AT} again {AT}", [mention(AT)], "again"),
        ("x", [mention("")], "x"),
        ("<at>Genie", [], "<at>Genie"),
        ("<at>" * 50_000 + "x", [], "<at>" * 50_000 + "x"),
        (f"{QUOTE} and by month?", [QUOTED], "and by month?"),
        (f"{QUOTE} stop", [QUOTED], "stop"),
        (f"{QUOTE}stop", [], "stop"),
        ("<quoted messageId='1'></quoted>\nstop", [QUOTED], "stop"),
        ('<QUOTED messageId = "1">stop', [QUOTED], "stop"),
        (f"{QUOTE} a {QUOTE} b", [QUOTED, QUOTED], "a b"),
        (f"{QUOTE}\n{QUOTE}\nand  now", [QUOTED, QUOTED], "and  now"),
        (f"{QUOTE} {AT}&nbsp;stop", [QUOTED, mention(AT)], "stop"),
        (f"{AT} {QUOTE} stop", [QUOTED, mention(AT)], "stop"),
        (QUOTE, [QUOTED], ""),
        ("who <quoted> whom?", [], "who <quoted> whom?"),
        ("<quoted " * 30_000 + "x", [], "<quoted " * 30_000 + "x"),
    ],
)
def test_question_text(text: str | None, entities: list[dict[str, Any]], question: str) -> None:
    """This covers the forms that Teams and its emulators send, and some invalid ones."""
    assert question_text(activity_of(text, entities=entities)) == question


ESCAPED = "R&amp;D costs &lt; 5 &#8364;&#x3f; &amp;lt; &region &notit; &euro"
MEANT = "R&D costs < 5 €? &lt; &region &notit; &euro"


@pytest.mark.parametrize(
    "form",
    [
        {"textFormat": "xml"},
        {"textFormat": "XML"},
        as_html(f"<p>{ESCAPED}</p>"),
        as_html("<p>another text</p>"),
        as_html(None),
    ],
)
def test_character_references_in_html(form: dict[str, Any]) -> None:
    """They are decoded once, and only if they end in a semicolon."""
    assert question_text(activity_of(ESCAPED, **form)) == MEANT


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"textFormat": "plain"},
        {"textFormat": "markdown", "attachments": None},
        {"attachments": [{"contentType": "image/png"}]},
        as_html(f"<p>{ESCAPED.replace('&', '&amp;')}</p>"),
    ],
)
def test_character_references_that_were_typed(plain: dict[str, Any]) -> None:
    """They are text if the activity is not HTML, or if its HTML shows them as text."""
    assert question_text(activity_of(ESCAPED, **plain)) == ESCAPED


def test_non_breaking_spaces_in_html_are_spaces() -> None:
    """Teams writes several consecutive spaces as &nbsp;."""
    form = as_html("<p>Sales&nbsp; by&nbsp;region</p>")

    activity = activity_of("Sales&nbsp; by&nbsp;region&nbsp;" + AT, entities=[mention(AT)], **form)

    assert question_text(activity) == "Sales  by region"


def test_tags_that_were_typed_are_text() -> None:
    """In HTML they are escaped; only unescaped tags are mentions and quotes."""
    escaped = "&lt;at&gt;Genie&lt;/at&gt; &lt;quoted messageId=&quot;1&quot;/&gt;"

    activity = activity_of(escaped, textFormat="xml")

    assert question_text(activity) == '<at>Genie</at> <quoted messageId="1"/>'


TYPED = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(TYPED, st.sampled_from(["", AT, f"{AT} ", f"{AT}\u00a0", f"{QUOTE} ", f"{QUOTE} {AT} "]))
def test_any_text_is_read_as_typed(text: str, before: str) -> None:
    """Only leading and trailing spaces are removed, whatever precedes the text."""
    activity = activity_of(before + text, entities=[QUOTED, mention(AT)])

    assert question_text(activity) == text.strip()


@given(TYPED | st.from_regex(r"(&(amp;|lt;)?|amp;| |x|<){1,9}", fullmatch=True))
def test_any_text_is_read_as_typed_in_html(text: str) -> None:
    """The channel attaches it as HTML, and sends the text escaped or unescaped."""
    escaped = html.escape(text)
    form = as_html(f"<p><span>Genie</span>&nbsp;{escaped}</p>")

    for sent in (text, escaped):
        activity = activity_of(f"{AT} {sent}", entities=[mention(AT)], **form)
        assert question_text(activity) == text.strip()
