"""The pages on which people sign in, in English and Traditional Chinese."""

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Final, Literal

from simulator.catalogue import REGIONS
from simulator.people import Principal
from simulator.token_service.service import PendingSignIn

Language = Literal["en", "zh"]

_PAGE: Final = Template(Path(__file__).with_name("page.html").read_text("utf-8"))
_CHANNELS: Final = {"msteams": "Microsoft Teams", "emulator": "Bot Framework Emulator"}

_TEXTS: Final[dict[Language, Mapping[str, str]]] = {
    "en": {
        "lang": "en",
        "sign_in": "Sign in to Databricks",
        "stands_in": "This page stands in for Microsoft's sign-in. Choose who you are.",
        "for": "For {user} in {channel}, conversation {conversation}",
        "region": "sees the rows of {region}",
        "no_access": "has no access to the workspace",
        "done": "You are signed in as {name}",
        "close": "You can close this window and go back to the chat.",
        "code": "Type this code in the chat to finish:",
        "refused": "You cannot sign in",
        "unknown": "This link is not valid",
        "again": "Ask the bot again, and use the link in its newest message.",
    },
    "zh": {
        "lang": "zh-Hant-TW",
        "sign_in": "登入 Databricks",
        "stands_in": "這個頁面用來代替 Microsoft 的登入畫面。請選擇您的身分。",
        "for": "登入對象：{channel} 的 {user}，對話 {conversation}",
        "region": "可以看到{region}的資料",
        "no_access": "沒有工作區的存取權",
        "done": "您已用{name}的身分登入",
        "close": "您可以關閉這個視窗，回到聊天。",
        "code": "請在聊天中輸入這組驗證碼，完成登入：",
        "refused": "無法登入",
        "unknown": "這個連結無效",
        "again": "請再問一次機器人，並使用最新訊息裡的連結。",
    },
}


def choice(pending: PendingSignIn, people: Iterable[Principal], language: Language) -> str:
    """Return the page with a button for each person; first the one whose name the user has."""
    texts, named = _TEXTS[language], _named(pending)
    likely = sorted(people, key=lambda person: person.name != named["user"])
    buttons = "\n".join(_button(person, language) for person in likely)
    whom = texts["for"].format_map(named)
    body = f"""\
<p>{escape(texts["stands_in"])}</p>
<form method="post">
{buttons}
</form>
<p class="faint">{escape(whom)}</p>"""
    return _page(texts["sign_in"], body, texts)


def signed_in(person: Principal, language: Language, *, code: str = "") -> str:
    """Return the page after a sign-in, which a code in the chat completes, if there is one."""
    texts = _TEXTS[language]
    typed = f'<p>{escape(texts["code"])}</p>\n<p class="code">{code}</p>\n' if code else ""
    title = texts["done"].format(name=_name(person, language))
    return _page(title, f"{typed}<p>{escape(texts['close'])}</p>", texts)


def refused(reason: str, language: Language) -> str:
    """Return the page for a person whom Entra refuses."""
    texts = _TEXTS[language]
    return _page(texts["refused"], f'<p class="faint">{escape(reason)}</p>', texts)


def unknown_link(language: Language) -> str:
    """Return the page for a link that was not given out."""
    texts = _TEXTS[language]
    return _page(texts["unknown"], f"<p>{escape(texts['again'])}</p>", texts)


def _button(person: Principal, language: Language) -> str:
    texts = _TEXTS[language]
    region = texts["region"].format(region=_region(person, language))
    sees = region if person.is_member else texts["no_access"]
    about = f'<span class="faint">{person.user_name}<br>{escape(sees)}</span>'
    name = escape(_name(person, language))
    return f'<button name="person" value="{person.user_name}"><b>{name}</b>{about}</button>'


def _name(person: Principal, language: Language) -> str:
    return person.name_zh if language == "zh" else person.name


def _region(person: Principal, language: Language) -> str:
    if language == "en":
        return str(person.region)
    return next((each.zh for each in REGIONS if each.value == person.region), "")


def _named(pending: PendingSignIn) -> Mapping[str, str]:
    reference = pending.reference
    user, conversation = reference.get("user"), reference.get("conversation")
    named = user.get("name") if isinstance(user, dict) else None
    where = conversation.get("id") if isinstance(conversation, dict) else None
    channel_id = pending.user.channel_id
    return {
        "user": str(named or pending.user.user_id),
        "channel": _CHANNELS.get(channel_id, channel_id),
        "conversation": str(where or ""),
    }


def _page(title: str, body: str, texts: Mapping[str, str]) -> str:
    return _PAGE.substitute(lang=texts["lang"], title=escape(title), body=body)
