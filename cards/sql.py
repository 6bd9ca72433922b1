"""The SQL behind a result: hidden until somebody wants to see it."""

from typing import Final

from cards import texts
from cards.grid import code_lines
from cards.markdown import clean, one_line, plain
from cards.messages import Element, note, shortened, text_block
from genie.models import QueryAttachment, QueryParameter

MAX_SQL_LINES: Final = 60
MAX_DESCRIPTION_CHARS: Final = 500
MAX_PARAMETERS: Final = 10
MAX_PARAMETER_CHARS: Final = 100


def sql_elements(query: QueryAttachment, number: int, *, max_chars: int) -> list[Element]:
    """Draw a button that shows the SQL and then turns into one that hides it.

    number tells several of one card apart. Nothing is drawn without SQL, or without room for it.
    """
    if not query.sql.strip() or not max_chars:
        return []
    show, hide, sql = ids = [f"{name}-{number}" for name in ("show-sql", "hide-sql", "sql")]
    return [
        _toggle(show, texts.SHOW_SQL, ids, is_visible=True),
        _toggle(hide, texts.HIDE_SQL, ids, is_visible=False),
        {
            "type": "Container",
            "id": sql,
            "isVisible": False,
            "spacing": "Small",
            "items": _explanation(query, max_chars),
        },
    ]


def _toggle(element_id: str, title: str, targets: list[str], *, is_visible: bool) -> Element:
    action = {"type": "Action.ToggleVisibility", "title": title, "targetElements": targets}
    return {
        "type": "ActionSet",
        "id": element_id,
        "isVisible": is_visible,
        "spacing": "Small",
        "actions": [action],
    }


def _explanation(query: QueryAttachment, max_chars: int) -> list[Element]:
    items = []
    if description := one_line(query.description):
        items.append(text_block(plain(shortened(description, MAX_DESCRIPTION_CHARS)), size="Small"))
    items += _code(query.sql, max_chars)
    items += [_parameter(parameter) for parameter in query.parameters[:MAX_PARAMETERS]]
    return items


def _code(sql: str, max_chars: int) -> list[Element]:
    whole = clean(sql).strip("\n")
    code = shortened("\n".join(whole.split("\n")[:MAX_SQL_LINES]), max_chars)
    block = {
        "type": "CodeBlock",
        "codeSnippet": code,
        "language": "Sql",
        "fallback": code_lines(code),
    }
    return [block] if code == whole else [block, note(texts.SQL_CUT)]


def _parameter(parameter: QueryParameter) -> Element:
    name, value = (
        plain(shortened(one_line(text), MAX_PARAMETER_CHARS))
        for text in (parameter.keyword, parameter.value)
    )
    return note(texts.PARAMETER.format(name=f":{name}", value=value))
