"""Activities of every kind that a bot can send, new for each test, since the SDK modifies them."""

from datetime import UTC, datetime, timedelta, timezone

from botbuilder.schema import (
    ActionTypes,
    Activity,
    ActivityImportance,
    ActivityTypes,
    Attachment,
    AttachmentLayoutTypes,
    CardAction,
    CardImage,
    ChannelAccount,
    ConversationAccount,
    ConversationReference,
    DeliveryModes,
    Entity,
    HeroCard,
    InputHints,
    Mention,
    MessageReaction,
    SemanticAction,
    SuggestedActions,
    TextFormatTypes,
    TextHighlight,
    ThumbnailUrl,
)

TAIPEI = timezone(timedelta(hours=8))


def text() -> Activity:
    return Activity(type="message", text="Umsatz 上個月 📈 <b>&\\\"'\u2028")


def card() -> Activity:
    content = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": None,
        "body": [
            {
                "type": "ColumnSet",
                "columns": [
                    {"type": "Column", "items": [{"type": "TextBlock", "text": "營收 😀"}]}
                ],
            },
            {"type": "Table", "rows": [], "gridStyle": None, "widths": [1, 2.5, None, True]},
        ],
        "msteams": {"width": "Full", "entities": [None, {"mentioned": {"id": "29:ann"}}]},
    }
    attachment = Attachment(
        content_type="application/vnd.microsoft.card.adaptive", content=content, name="card"
    )
    return Activity(type="message", summary="Revenue", attachments=[attachment])


def suggested_actions() -> Activity:
    actions = [
        CardAction(type=ActionTypes.im_back, title="Ja", value="yes", text="t", display_text="d"),
        CardAction(type="messageBack", title="否", value={"is": None}, channel_data={"x": [1]}),
    ]
    suggested = SuggestedActions(to=["29:ann"], actions=actions)
    return Activity(type="message", text="Sure?", suggested_actions=suggested)


def entities() -> Activity:
    user = ChannelAccount(id="29:ann", name="Ann <Müller>")
    return Activity(
        type="message",
        text="<at>Ann</at>",
        entities=[
            Mention(type="mention", mentioned=user, text="<at>Ann</at>"),
            Entity().deserialize({"type": "clientInfo", "locale": "zh-TW", "country": None}),
        ],
    )


def channel_data() -> Activity:
    data: dict[str, object] = {
        "feedbackLoop": {"type": "default"},
        "notification": None,
        "n": 0,
        "is": False,
        "": [],
    }
    return Activity(type="message", text="x", channel_data=data)


def typing() -> Activity:
    return Activity(type=ActivityTypes.typing)


def models_in_free_json() -> Activity:
    """Make one of a kind that this bot does not send, but users of the SDK do."""
    action = CardAction(type=ActionTypes.open_url, title="Go", value="https://example.com")
    content = {"buttons": [action], "at": datetime(2026, 11, 22, 12, 30, tzinfo=TAIPEI)}
    return Activity(
        type="message",
        attachments=[Attachment(content_type="x", content=content)],
        channel_data={"who": {"account": ChannelAccount(id="29:ann")}},
        value=[ChannelAccount(id="29:bob"), datetime(2026, 11, 22, tzinfo=UTC)],
    )


def hero_card() -> Activity:
    content = HeroCard(
        title="T",
        images=[CardImage(url="https://example.com/i.png", alt="i")],
        buttons=[CardAction(type=ActionTypes.im_back, title="a", value="b")],
    )
    attachment = Attachment(
        content_type="application/vnd.microsoft.card.hero",
        content=content,
        content_url="https://example.com/c",
        thumbnail_url="https://example.com/t.png",
    )
    return Activity(type="message", attachments=[attachment], attachment_layout="carousel")


def every_field() -> Activity:
    account = ChannelAccount(id="29:ann", name="Ann", aad_object_id="aad", role="user")
    account.properties = {"upn": "ann@example.com"}
    conversation = ConversationAccount(
        id="a:1",
        name="C",
        is_group=True,
        conversation_type="groupChat",
        tenant_id="tenant",
        aad_object_id="aad",
        role="bot",
        properties={"k": None},
    )
    return Activity(
        type=ActivityTypes.message,
        timestamp=datetime(2026, 11, 22, 12, 30, 1, 5, tzinfo=UTC),
        local_timestamp=datetime(2026, 11, 22, 20, 30, 1, 999_999, tzinfo=TAIPEI),
        local_timezone="Asia/Taipei",
        text_format=TextFormatTypes.markdown,
        attachment_layout=AttachmentLayoutTypes.list,
        members_added=[account],
        members_removed=[],
        reactions_added=[MessageReaction(type="like")],
        reactions_removed=[MessageReaction(type="plusOne")],
        topic_name="Topic",
        history_disclosed=False,
        locale="zh-TW",
        text="text",
        speak="<speak/>",
        input_hint=InputHints.expecting_input,
        summary="",
        suggested_actions=SuggestedActions(actions=[]),
        attachments=[Attachment(content_type="image/png", thumbnail_url="t", content="text")],
        entities=[Entity(type="x")],
        channel_data=[1, {"a": None}],
        action="add",
        label="label",
        value_type="v",
        value={"a": {"b": [1.5, 2**60]}},
        name="name",
        relates_to=ConversationReference(
            activity_id="1",
            user=account,
            bot=account,
            conversation=conversation,
            channel_id="msteams",
            locale="en",
            service_url="https://example.com",
        ),
        code="endOfConversation",
        expiration=datetime(2026, 11, 23),  # noqa: DTZ001 - the SDK takes it for UTC
        importance=ActivityImportance.high,
        delivery_mode=DeliveryModes.notification,
        listen_for=["a", "b"],
        text_highlights=[TextHighlight(text="a", occurrence=1)],
        semantic_action=SemanticAction(
            id="i", state="start", entities={"e": Entity(type="https://schema.org/Place")}
        ),
        caller_id="urn:botframework:azure",
    )


def extras() -> Activity:
    """Make one with unknown fields, which the SDK drops."""
    return Activity().deserialize(
        {
            "type": "message",
            "text": "x",
            "callerExtra": {"a": None},
            "from": {"id": "29:ann", "userPrincipalName": "ann@example.com"},
            "attachments": [{"contentType": "x", "content": ThumbnailUrl(url="u").serialize()}],
            "timestamp": "2026-11-22T12:30:01.1234567Z",
        }
    )


def plain_dicts() -> Activity:
    """Make one with JSON in place of the SDK's models."""
    return Activity(
        type="message",
        attachments=[{"contentType": "x", "content": {"a": 1}}],
        from_property={"id": "28:bot"},
    )


EVERY_KIND = (
    text,
    card,
    suggested_actions,
    entities,
    channel_data,
    typing,
    models_in_free_json,
    hero_card,
    every_field,
    extras,
    plain_dicts,
)
