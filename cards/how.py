"""How an answer was obtained: hidden until a button is pressed."""

from collections.abc import Iterator, Sequence
from typing import Final

from cards.formatting import count, seconds
from cards.grid import code_lines
from cards.markdown import clean, one_line, plain
from cards.messages import WEB, Element, linked, note, shortened, text_block
from cards.paging import rows_text
from cards.prose import block_elements, blocks, page_of
from cards.reader import Reader, TextKey
from cards.texts import answer_texts, row_texts
from cards.view import View
from genie.events import QueryAnswer
from genie.models import QueryAttachment, QueryParameter
from genie.statuses import ThoughtType
from genie.tables import Table

MAX_SQL_LINES: Final = 60
MAX_DESCRIPTION_CHARS: Final = 500
MAX_PARAMETERS: Final = 10
MAX_PARAMETER_CHARS: Final = 100

_THOUGHTS: Final[dict[str, TextKey]] = {
    ThoughtType.THOUGHT_TYPE_DESCRIPTION: answer_texts.THOUGHT_DESCRIPTION,
    ThoughtType.THOUGHT_TYPE_UNDERSTANDING: answer_texts.THOUGHT_UNDERSTANDING,
    ThoughtType.THOUGHT_TYPE_DATA_SOURCING: answer_texts.THOUGHT_DATA_SOURCING,
    ThoughtType.THOUGHT_TYPE_INSTRUCTIONS: answer_texts.THOUGHT_INSTRUCTIONS,
    ThoughtType.THOUGHT_TYPE_STEPS: answer_texts.THOUGHT_STEPS,
}


def how_id(number: int) -> str:
    """Return the id of the elements, for a button that shows and hides them."""
    return f"how-{number}"


def how_elements(
    result: QueryAnswer, view: View, reader: Reader, *, number: int, max_chars: int
) -> list[Element]:
    """Draw Genie's thoughts, the SQL, its parameters, and facts about the execution; hidden.

    max_chars limits the SQL and the thoughts, each; 0 leaves out all but the facts.
    """
    query = result.query
    written = [
        *_description(query.description),
        *_thoughts(query, reader, max_chars),
        *_sql(query.sql, reader, max_chars),
        *_parameters(query.parameters, reader),
    ]
    cut = [note(reader.say(answer_texts.SQL_CUT))] if query.sql.strip() else []
    items = [
        *(written if max_chars else cut),
        *(note(text) for text in _run(result.table, view, reader)),
    ]
    hidden = {"type": "Container", "id": how_id(number), "isVisible": False, "style": "emphasis"}
    return [hidden | {"spacing": "Small", "items": items}] if items else []


def _description(description: str) -> list[Element]:
    text = shortened(one_line(description), MAX_DESCRIPTION_CHARS)
    return [text_block(plain(text), size="Small")] if text else []


def _thoughts(query: QueryAttachment, reader: Reader, max_chars: int) -> Iterator[Element]:
    left = 2 * max_chars  # of JSON, in which a character of text takes two
    told = query.description.strip()  # often repeated in the thoughts
    thoughts = (thought for thought in query.thoughts if thought.content.strip() != told)
    for thought in thoughts:
        found = blocks(thought.content)
        page = page_of(found, 0, left)
        left -= page.size
        if found and left >= 0:
            title = _THOUGHTS.get(thought.kind, answer_texts.THOUGHT_DESCRIPTION)
            yield text_block(reader.say(title), weight="Bolder", size="Small")
            yield from block_elements(page.blocks, size="Small", spacing="Small")
        if left < 0 or page.end < len(found):
            yield note(reader.say(answer_texts.THOUGHTS_CUT))
            return


def _sql(sql: str, reader: Reader, max_chars: int) -> list[Element]:
    whole = clean(sql).strip("\n")
    if not whole.strip():
        return []
    code = shortened("\n".join(whole.split("\n")[:MAX_SQL_LINES]), max_chars)
    block = {
        "type": "CodeBlock",
        "codeSnippet": code,
        "language": "Sql",
        "fallback": code_lines(code),
    }
    return [block] if code == whole else [block, note(reader.say(answer_texts.SQL_CUT))]


def _parameters(parameters: Sequence[QueryParameter], reader: Reader) -> Iterator[Element]:
    for parameter in parameters[:MAX_PARAMETERS]:
        yield _parameter(parameter, reader)
    more = len(parameters) - MAX_PARAMETERS
    if more > 0:
        yield note(reader.say_many(answer_texts.PARAMETERS_CUT, more, count=count(more, reader)))


def _parameter(parameter: QueryParameter, reader: Reader) -> Element:
    name, value = (
        plain(shortened(one_line(text), MAX_PARAMETER_CHARS))
        for text in (parameter.keyword, parameter.value)
    )
    return note(reader.say(answer_texts.PARAMETER, name=f":{name}", value=value))


def _run(table: Table | None, view: View, reader: Reader) -> Iterator[str]:
    """Say how many rows there are, whether these are all, how long it took, and link the source."""
    said = []
    if table is not None:
        extent = table.extent
        said.append(rows_text(extent, reader))
        if not extent.is_whole:
            is_certain = extent.missing or extent.is_truncated
            more = row_texts.THERE_ARE_MORE if is_certain else row_texts.MAY_BE_MORE
            said.append(reader.say(more))
    if view.took_s is not None:
        said.append(reader.say(answer_texts.TOOK, seconds=seconds(view.took_s, reader)))
    if said:
        yield " · ".join(said)
    if view.link.startswith(WEB):
        yield linked(reader.say(answer_texts.OPEN_IN_DATABRICKS), view.link)
