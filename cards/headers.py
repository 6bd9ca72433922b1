"""Names of columns as people read them."""

from typing import Final

from cards.formatting import NO_VALUE
from cards.markdown import one_line, plain
from cards.messages import shortened
from cards.reader import Reader
from cards.texts import answer_texts
from genie.tables import Column

MAX_HEADER_CHARS: Final = 40
_READ_CHARS: Final = 1_000  # of a name


def column_name(column: Column) -> str:
    """Write a column's name, which may wrap at an underscore."""
    text = column.name[:_READ_CHARS].replace("_", " ")
    name = shortened(one_line(text), MAX_HEADER_CHARS)
    return name or NO_VALUE


def column_header(column: Column, zone: str, reader: Reader) -> str:
    """Write a column's name as Markdown, with the time zone of its moments, if any."""
    name = column_name(column)
    return plain(reader.say(answer_texts.IN_ZONE, name=name, zone=zone) if zone else name)
