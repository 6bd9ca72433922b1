"""Finds sentences in source code that people would read but that are not in a catalogue."""

import ast
import re
from collections.abc import Iterator
from typing import Final

# Functions and methods that show their first arguments, and how many of them.
_SPEAKERS: Final = {
    "CardMessage": 3,
    "_toggle": 1,
    "heading": 1,
    "note": 1,
    "say": 2,
    "say_many": 1,
    "send_activity": 1,
    "submit": 1,
    "summary_of": 3,
    "text_block": 1,
}
# Named arguments of these are shown as well, since they are filled into the text.
_FILLING_IN: Final = frozenset({"say", "say_many", "summary_of"})
# Keys of a card's JSON, and names of arguments, whose values are shown.
_SHOWN: Final = frozenset(
    {
        *("text", "title", "subtitle", "label", "placeholder", "tooltip", "summary", "speak"),
        *("altText", "errorMessage", "fallbackText", "description"),
    }
)
# Arguments of these are not read by people.
_SILENT: Final = frozenset(
    {"CardAction", "get", "compile", "search", "match", "getLogger", "read_text", "with_name"}
)
# Text that looks like a sentence: at least two words, the first one capitalised.
_SENTENCE: Final = re.compile(r"[^\w{<(\[]*[A-Z][a-z'’]*[,:;]? +[\w'’“{].*", re.DOTALL)


def spoken(source: str) -> set[str]:
    """Return the literals of a module that people would read."""
    tree = ast.parse(source)
    shown = [value for node in ast.walk(tree) for value in _shown_by(node)]
    assigned = dict(_assigned(tree))
    words: set[str] = set()
    while shown:
        for node in _said(shown.pop()):
            if isinstance(node, ast.Name):  # the values assigned to this name are shown
                shown += assigned.pop(node.id, [])
            else:
                words.add(str(node.value))
    wordy = {text for text in words if any(map(str.isalpha, text))}
    return wordy | set(filter(_SENTENCE.fullmatch, _spoken_by_looks(tree)))


def _shown_by(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions that a call or a dictionary shows."""
    match node:
        case ast.Dict(keys, values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and key.value in _SHOWN:
                    yield value
        case ast.Call(args=arguments, keywords=keywords):
            name = _name(node.func)
            yield from arguments[: _SPEAKERS.get(name, 0)]
            if name not in _SILENT:
                yield from (k.value for k in keywords if name in _FILLING_IN or k.arg in _SHOWN)


def _name(function: ast.expr) -> str:
    match function:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _said(value: ast.expr | None) -> Iterator[ast.Name | ast.Constant]:
    """Yield the literals that an expression may evaluate to, and the names it refers to."""
    parts: list[ast.expr] = []
    match value:
        case ast.Constant(value=str()) | ast.Name():
            yield value
        case ast.JoinedStr(values=found) | ast.BoolOp(values=found):
            parts = found
        case ast.List(elts=found) | ast.Tuple(elts=found) | ast.Set(elts=found):
            parts = found
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            parts = [one, other]
        case ast.GeneratorExp(elt=one) | ast.ListComp(elt=one) | ast.Subscript(value=one):
            parts = [one]
        case ast.FormattedValue(value=one) | ast.NamedExpr(value=one) | ast.Starred(value=one):
            parts = [one]
        case ast.Dict(keys, values) if not any(isinstance(key, ast.Constant) for key in keys):
            parts = values  # a look-up table; JSON has constant keys
        case ast.Call(func=function, args=found) if _name(function) not in _SILENT:
            parts = [*found, *([function.value] if isinstance(function, ast.Attribute) else [])]
    for part in parts:
        yield from _said(part)


def _assigned(tree: ast.AST) -> Iterator[tuple[str, list[ast.expr]]]:
    """Yield each name of a module with all expressions that are assigned to it."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                names = [n for t in targets for n in (t.elts if isinstance(t, ast.Tuple) else [t])]
            case ast.AnnAssign(target=one, value=ast.expr() as value) | ast.NamedExpr(one, value):
                names = [one]
            case _:
                continue
        for name in names:
            if isinstance(name, ast.Name):
                found.setdefault(name.id, []).append(value)
    yield from found.items()


def _spoken_by_looks(tree: ast.AST) -> Iterator[str]:
    """Yield all literals except docstrings and those in raise statements and log calls."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Raise() | ast.Expr(value=ast.Constant()):
                continue
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"))):
                continue
            case ast.Constant(value=str(text)):
                yield text
            case _:
                yield from _spoken_by_looks(node)
