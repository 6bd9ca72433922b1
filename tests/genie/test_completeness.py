"""Whether a result is empty, complete or partial is stated only if it is known."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genie import Answered, Genie, GenieSpace
from genie.errors import GenieError, GenieFormatError, GenieProtocolError
from genie.fetching import ROW_LIMIT, whole_table
from genie.models import QueryAttachment
from genie.statements import Statement
from genie.tables import Extent, Table
from tests.genie.events import all_of, error_of
from tests.genie.fake import (
    EXECUTE,
    MESSAGE,
    RESULT,
    START,
    FakeGenie,
    Json,
    message,
    ok,
    query,
    result,
    started,
    statement,
    text,
)

IDS = ("c-1", "m-1", QueryAttachment("a-1"))
COLUMN: Json = {"name": "n", "type_name": "LONG"}
SCHEMA: Json = {"schema": {"columns": [COLUMN]}}
COUNTED: Json = SCHEMA | {"total_row_count": 3}


@pytest.mark.parametrize(
    ("manifest", "rows", "extent"),
    [
        ({"total_row_count": "7"}, 2, Extent(2, 7)),
        ({"truncated": True}, 2, Extent(2, 2, is_truncated=True)),
        ({"truncated": "true"}, 2, Extent(2, 2, is_truncated=True)),
        ({"truncated": True, "total_row_count": 7}, 2, Extent(2, 7, is_truncated=True)),
        ({"truncated": False}, 2, Extent(2, 2)),
        ({"total_row_count": None}, 2, Extent(2, 2)),
        ({"total_row_count": 1}, 2, Extent(2, 2)),
        ({"total_row_count": None, "chunks": [{"row_count": 2}, {"row_count": 3}]}, 2,
         Extent(2, 5)),
        ({"chunks": [{"row_count": 5}]}, 2, Extent(2, 5)),
        ({}, ROW_LIMIT, Extent(ROW_LIMIT, ROW_LIMIT, may_go_on=True)),
        ({"truncated": True}, ROW_LIMIT, Extent(ROW_LIMIT, ROW_LIMIT, is_truncated=True)),
        ({"total_row_count": 9000}, ROW_LIMIT, Extent(ROW_LIMIT, 9000)),
        ({}, ROW_LIMIT - 1, Extent(ROW_LIMIT - 1, ROW_LIMIT - 1)),
        ({}, ROW_LIMIT + 1, Extent(ROW_LIMIT + 1, ROW_LIMIT + 1)),
    ],
)  # fmt: skip
async def test_the_extent_says_what_is_known_of_the_rows(
    space: GenieSpace, fake: FakeGenie, manifest: Json, rows: int, extent: Extent
) -> None:
    """A result of exactly the row limit may or may not be complete."""
    fake.will("GET", RESULT, ok(result([["1"]] * rows, manifest=manifest)))

    assert (await space.table(*IDS)).extent == extent


async def test_a_chunk_with_fewer_rows_than_its_count_is_not_complete(
    space: GenieSpace, fake: FakeGenie
) -> None:
    """A chunk has a row count of its own."""
    fake.will("GET", RESULT, ok(result([["1"]], manifest={"total_row_count": None}, row_count=3)))

    assert (await space.table(*IDS)).extent == Extent(1, 3)


@pytest.mark.parametrize(
    ("manifest", "chunk", "row_count"),
    [
        (COUNTED, None, 3),
        (COUNTED, {}, 3),
        (COUNTED, {"data_array": None}, 3),
        (COUNTED, {"data_array": []}, 3),
        (COUNTED, {"data_array": {"0": ["1"]}}, 3),
        (COUNTED, {"data_array": "rows"}, 3),
        (COUNTED, {"data_array": [{"n": "1"}]}, 3),
        (COUNTED, {"data_array": [["1", "2"]]}, 3),
        (COUNTED, {"external_links": {}}, 3),
        (COUNTED, {"external_links": ["https://storage.example"]}, 3),
        (COUNTED, [], 3),
        (COUNTED, "rows", 3),
        (SCHEMA | {"chunks": [{"row_count": 2}]}, {}, 2),
        (SCHEMA | {"chunks": [{"row_count": 2}], "total_row_count": 0}, {}, 2),
        (SCHEMA | {"total_row_count": 0}, {"row_count": 2}, None),
        (SCHEMA | {"total_row_count": 0, "truncated": True}, {"data_array": []}, None),
        (SCHEMA, {}, None),
        (SCHEMA, None, None),
        (SCHEMA | {"total_chunk_count": 1}, {"data_array": None}, None),
        (None, None, None),
        ({"total_row_count": 2}, {"data_array": [[], []]}, 2),
        (SCHEMA | {"total_row_count": "some"}, {"data_array": [["1"]]}, None),
        (SCHEMA | {"truncated": "perhaps"}, {"data_array": [["1"]]}, None),
        ({"schema": []}, {"data_array": [["1"]]}, None),
        ([], {"data_array": [["1"]]}, None),
        (COUNTED, {"data_array": [["1"]], "next_chunk_index": "one"}, 3),
        (COUNTED, {"data_array": [["1"]], "next_chunk_internal_link": 1}, 3),
    ],
)
async def test_rows_that_are_missing_or_unreadable_are_an_error(
    space: GenieSpace, fake: FakeGenie, manifest: Any, chunk: Any, row_count: int | None
) -> None:
    """Only a result known to be empty is empty; the error has the number of rows."""
    fake.will("GET", RESULT, ok(statement(manifest=manifest, result=chunk)))

    with pytest.raises(GenieProtocolError) as caught:
        await space.table(*IDS)

    assert caught.value.row_count == row_count


@pytest.mark.parametrize(
    ("manifest", "chunk"),
    [
        (SCHEMA | {"total_row_count": 0}, {}),
        (SCHEMA | {"total_row_count": "0", "total_chunk_count": 1}, {"data_array": None}),
        (SCHEMA | {"total_chunk_count": 0}, None),
        (SCHEMA | {"chunks": [{"row_count": 0}]}, {}),
        (SCHEMA, {"data_array": []}),
        (SCHEMA, {"row_count": 0}),
        (SCHEMA | {"format": "ARROW_STREAM", "total_row_count": 0}, {"row_count": 0}),
        ({"total_row_count": 0}, {}),
    ],
)
async def test_a_result_known_to_be_empty_is_empty(
    space: GenieSpace, fake: FakeGenie, manifest: Json, chunk: Json | None
) -> None:
    """Several fields can say so."""
    fake.will("GET", RESULT, ok(statement(manifest=manifest, result=chunk)))

    table = await space.table(*IDS)

    assert (table.rows, table.extent) == ((), Extent(0, 0))


@pytest.mark.parametrize("form", ["ARROW_STREAM", "CSV", "PARQUET"])
@pytest.mark.parametrize(
    "chunk",
    [{"attachment": "QVJST1cx"}, {"external_links": [{"external_link": "https://store.example"}]}],
    ids=["inline", "linked"],
)
async def test_an_unsupported_format_is_an_error(
    space: GenieSpace, fake: FakeGenie, chunk: Json, form: str
) -> None:
    """The error names the format and the number of rows."""
    described = COUNTED | {"format": form}
    fake.will("GET", RESULT, ok(statement(manifest=described, result=chunk)))

    with pytest.raises(GenieFormatError) as caught:
        await space.table(*IDS)

    assert (caught.value.format, caught.value.row_count) == (form, 3)


async def test_json_rows_are_read_whatever_the_format_is_called(
    space: GenieSpace, fake: FakeGenie
) -> None:
    """Rows that can be read are not dropped."""
    fake.will("GET", RESULT, ok(result([["1"]], manifest={"format": "ARROW_STREAM"})))

    assert (await space.table(*IDS)).rows == ((1,),)


METADATA: Any = {"query_result_metadata": {"row_count": 3}}


async def answered(genie: Genie, fake: FakeGenie, *attachments: Json, **more: object) -> Answered:
    """Ask, and get an answer with these attachments."""
    fake.will("POST", START, ok(started("COMPLETED", attachments=list(attachments), **more)))
    events = await all_of(genie.ask("q"))
    assert isinstance(events[-1], Answered)
    return events[-1]


@pytest.mark.parametrize(
    "empty",
    [
        statement(manifest=SCHEMA, result={}),
        statement(manifest=SCHEMA | {"total_row_count": 0}, result={}),
    ],
    ids=["uncounted", "none"],
)
async def test_the_row_count_of_the_message_is_compared(
    genie: Genie, fake: FakeGenie, empty: Json
) -> None:
    """A message with three rows and an empty result cannot both be right."""
    fake.will("GET", RESULT, ok(empty))

    (read,) = (await answered(genie, fake, query(**METADATA))).answer.results

    assert isinstance(read.error, GenieProtocolError)
    assert read.unread_row_count == 3


async def test_the_row_count_of_the_message_is_used_if_the_result_has_none(
    genie: Genie, fake: FakeGenie
) -> None:
    """The manifest's own count would take precedence."""
    fake.will("GET", RESULT, ok(result([["1"]], manifest={"total_row_count": None})))

    (read,) = (await answered(genie, fake, query(**METADATA))).answer.results

    assert read.table is not None
    assert read.table.extent == Extent(1, 3)


async def test_a_query_that_was_executed_again_may_have_other_rows(
    genie: Genie, fake: FakeGenie
) -> None:
    """The message's row count refers to the first execution."""
    fake.will("GET", RESULT, ok(statement("CLOSED")))
    fake.will("POST", EXECUTE, ok(statement(manifest=SCHEMA | {"total_row_count": 0}, result={})))

    (read,) = (await answered(genie, fake, query(**METADATA))).answer.results

    assert read.table is not None
    assert read.table.extent == Extent(0, 0)


@pytest.mark.parametrize(
    "attachment",
    [
        {"attachment_id": "a-1", "query": {"statement_id": "s", **METADATA}},
        {"attachment_id": "a-1", "query": METADATA},
        {"attachment_id": "a-1", "query": {"statement_id": "s"}},
        {"id": "a-1", "query": {"query": "SELECT 1"}},
        {"query": {"query": "SELECT 1", "id": "a-1"}},
    ],
    ids=["approved", "counted", "run", "older id", "oldest id"],
)
async def test_results_of_all_attachment_shapes_are_read(
    genie: Genie, fake: FakeGenie, attachment: Json
) -> None:
    """A query without SQL may have a result, and ids have had other names."""
    rows = [["1"], ["2"], ["3"]]
    fake.will("GET", RESULT, ok(result(rows)))

    (read,) = (await answered(genie, fake, attachment)).answer.results

    assert read.table is not None
    assert read.table.rows == ((1,), (2,), (3,))


async def test_a_query_that_was_not_executed_has_no_result(genie: Genie, fake: FakeGenie) -> None:
    """An attachment with only thoughts is not a query yet."""
    thinking: Json = {"attachment_id": "a-1", "query": {"thoughts": []}}

    assert (await answered(genie, fake, thinking, text("No."))).answer.results == ()


@pytest.mark.parametrize(
    "attachments",
    [[], [query(attachment_id="")], [{"query": {"description": "d"}}], [text("Three.")]],
    ids=["none", "no id", "no SQL", "text"],
)
async def test_a_result_named_only_by_the_message_is_read(
    genie: Genie, fake: FakeGenie, attachments: list[Json]
) -> None:
    """Older messages name it beside their attachments, and an older endpoint returns it."""
    fake.will("GET", f"{MESSAGE}/query-result", ok(statement("CLOSED")))
    fake.will("POST", f"{MESSAGE}/execute-query", ok(result([["1"]])))
    told: Json = {"statement_id": "s-1", "row_count": "1"}

    (read,) = (await answered(genie, fake, *attachments, query_result=told)).answer.results

    assert (read.query.statement_id, read.query.row_count) == ("s-1", 1)
    assert read.table is not None
    assert read.table.rows == ((1,),)


async def test_the_message_describes_the_query_with_its_statement_id(
    genie: Genie, fake: FakeGenie
) -> None:
    """Facts about a statement that belongs to none of the queries are ignored."""
    others = f"{MESSAGE}/attachments/a-2/query-result"
    fake.will("GET", RESULT, ok(result([["1"]])))
    fake.will("GET", others, ok(result([["2"]])))
    both = [query(statement_id="s-1"), query("SELECT 2", "a-2", statement_id="s-2")]
    told: Json = {"statement_id": "s-1", "row_count": 1, "is_truncated": "true"}

    first, other = (await answered(genie, fake, *both, query_result=told)).answer.results
    same = (await answered(genie, fake, *both, query_result=told | {"statement_id": "s-9"})).answer

    assert (first.query.is_truncated, other.query.is_truncated) == (True, False)
    assert first.table is not None
    assert first.table.extent == Extent(1, 1, is_truncated=True)
    assert [read.query.row_count for read in same.results] == [None, None]


async def test_one_of_several_queries_needs_an_id(genie: Genie, fake: FakeGenie) -> None:
    """The older endpoint would return the rows of another query."""
    fake.will("GET", RESULT, ok(result([["1"]])))

    read = (await answered(genie, fake, query(), query("SELECT 2", ""))).answer.results

    assert read[0].table is not None
    assert isinstance(read[1].error, GenieProtocolError)


@pytest.mark.parametrize("attachments", [{}, "text", 3, ["text"]])
async def test_unreadable_attachments_are_an_error(
    genie: Genie, fake: FakeGenie, attachments: object
) -> None:
    """An empty answer would be wrong."""
    fake.will("POST", START, ok(started("SUBMITTED", attachments=attachments)))
    fake.will("GET", MESSAGE, ok(message() | {"attachments": attachments}))

    assert isinstance(error_of(await all_of(genie.ask("q"))), GenieProtocolError)


COUNTS = st.none() | st.integers(0, 4) | st.integers(0, 4).map(str)
RESULTS: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {},
    optional={
        "data_array": st.none()
        | st.lists(st.just(["1"]), max_size=4)
        | st.sampled_from([{}, "", [{}], [[]]]),
        "row_count": COUNTS,
        "next_chunk_index": st.none() | st.just(1),
        "attachment": st.just("QVJST1cx"),
    },
)
MANIFESTS: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {"schema": st.just({"columns": [COLUMN]})},
    optional={
        "format": st.sampled_from(["JSON_ARRAY", "ARROW_STREAM"]),
        "total_row_count": COUNTS,
        "total_chunk_count": st.integers(0, 2),
        "truncated": st.sampled_from([True, False, None, "no"]),
        "chunks": st.lists(st.fixed_dictionaries({"row_count": COUNTS}), max_size=2),
    },
)


class Refusing:
    """A transport whose chunks cannot be read."""

    def time_left_s(self) -> float:
        """Return the time left in seconds."""
        return 1.0

    async def get(self, _: str) -> Json:
        """Fail."""
        raise GenieError("refused")


async def read_table(manifest: Any, chunk: Any, said: QueryAttachment) -> Table | None:
    """Read a result; return None if that fails."""
    transport: Any = Refusing()
    try:
        made = Statement.from_json(statement(manifest=manifest, result=chunk))
        return await whole_table(transport, made, said)
    except GenieProtocolError:
        return None


@settings(derandomize=True, deadline=None, max_examples=500)
@given(
    manifest=MANIFESTS,
    chunk=st.none() | RESULTS,
    row_count=COUNTS,
    is_truncated=st.booleans(),
)
async def test_contradictory_results_are_never_called_complete(
    manifest: Any, chunk: Any, row_count: Any, *, is_truncated: bool
) -> None:
    """The counts and flags of a result may contradict each other."""
    told = None if row_count is None else int(row_count)
    said = QueryAttachment("a-1", row_count=told, is_truncated=is_truncated)
    table = await read_table(manifest, chunk, said)
    here = chunk or {}
    rows = here.get("data_array")
    if table is None:
        return

    counts = [manifest.get("total_row_count"), here.get("row_count")]
    counts += [listed["row_count"] for listed in manifest.get("chunks", [])]
    most = max(int(count) for count in (*counts, 0) if count is not None)
    assert len(table.rows) == len(rows or [])
    assert table.total_row_count >= max(len(table.rows), most)
    is_cut = is_truncated or manifest.get("truncated") is True
    has_next = here.get("next_chunk_index") is not None
    if table.extent.is_whole:
        assert not is_cut
        assert not has_next or table.total_row_count in {most, told}
    if not table.rows:
        assert table.extent == Extent(0, 0)
        assert {most, told or 0, is_cut, has_next} == {0}
