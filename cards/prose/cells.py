"""Cells beyond a table's last column, which Markdown's parsers leave out."""

from collections.abc import Sequence
from itertools import takewhile

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token


def with_all_cells(source: str, tokens: Sequence[Token]) -> str:
    """Give a table as many columns as its longest row has, such as one with a "|" in a name.

    Args:
        tokens: what the parser reads of the source.
    """
    lines = source.split("\n")
    for at, token in enumerate(tokens):
        if token.type == "table_open" and token.map is not None:
            begin, end = token.map
            header = takewhile(lambda token: token.type != "thead_close", tokens[at:])
            columns = sum(token.type == "th_open" for token in header)
            missing = max(map(_cell_count, lines[begin + 2 : end]), default=0) - columns
            if missing > 0:
                lines[begin] = _extended(lines[begin], " |" * missing)
                lines[begin + 1] = _extended(lines[begin + 1], "---|" * missing)
    return "\n".join(lines)


def _cell_count(line: str) -> int:
    inner = line.strip("> ")  # a table may be in a list or a quotation
    return len(escapedSplit(inner.removeprefix("|").removesuffix("|")))


def _extended(line: str, more: str) -> str:
    line = line.rstrip()
    return line + more if line.endswith("|") else f"{line}|{more}"
