"""A whole result: the table if it is complete, else the files of Genie's full download."""

import csv
import io
import json
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genie import GenieSpace
from genie.errors import (
    GenieError,
    GenieFormatError,
    GenieProtocolError,
    GenieTimeoutError,
    GenieUnavailableError,
    GenieUncertainError,
)
from genie.formats import FORMATS
from genie.models import QueryAttachment
from genie.tables import CellKind, Column, Extent
from genie.whole import Limits
from tests.clocks import FakeClock
from tests.genie.fake import QUERY, RESULT, FakeGenie, Json, Reply, drops, fails, ok, raw, result
from tests.genie.fake import statement as statement_of

IDS = ("c-1", "m-1", QueryAttachment("a-1"))
DOWNLOADS = f"{QUERY}/downloads"
DOWNLOAD = f"{DOWNLOADS}/d-1"
HEADER = b"id,name\n"
COLUMNS = [
    {"name": "id", "type_name": "LONG", "type_text": "BIGINT"},
    {"name": "name", "type_name": "STRING", "type_text": "STRING"},
]
CUT = ok(result([["1"]], manifest={"truncated": True}))


def full(links: Sequence[Json], **manifest: object) -> Reply:
    """Make the response for a finished download."""
    described = {"format": "CSV", "schema": {"columns": COLUMNS}} | manifest
    return ok(statement_of(manifest=described, result={"external_links": links}))


class Store:
    """Serves the files of a full download, for a table that is truncated."""

    def __init__(self, fake: FakeGenie, base_url: str) -> None:
        self.fake = fake
        self.base_url = base_url
        fake.will("GET", RESULT, CUT)
        fake.will("POST", DOWNLOADS, ok({"download_id": "d-1", "download_id_signature": "x"}))

    def links(self, count: int, **more: object) -> list[Json]:
        """Make links to files, with these further fields."""
        return [{"external_link": f"{self.base_url}file/{n}", **more} for n in range(count)]

    def holds(self, *files: bytes, file_format: str = "CSV", **more: object) -> None:
        """Serve these files."""
        links = self.links(len(files), **more)
        self.fake.will("GET", DOWNLOAD, full(links, format=file_format))
        for number, content in enumerate(files):
            self.fake.will("GET", f"/file/{number}", raw(content, "text/csv"))


@pytest.fixture
def store(fake: FakeGenie, base_url: str) -> Store:
    """A full download that is available."""
    return Store(fake, base_url)


async def test_a_complete_table_needs_no_download(space: GenieSpace, fake: FakeGenie) -> None:
    """A download executes the query again, which costs money."""
    fake.will("GET", RESULT, ok(result([["1"], [None]])))

    whole = await space.whole_result(*IDS)

    assert list(whole.rows()) == list(whole.rows()) == [(1,), (None,)]
    assert whole.extent == Extent(2, 2)
    assert len(fake.requests) == 1


async def test_csv_files_are_read_as_one_file(space: GenieSpace, store: Store) -> None:
    """Rows, quoted line breaks and multi-byte characters may cross the boundary."""
    content = HEADER + '1,"a\r\n""b"""\n2,名\n3,"x, y"\n'.encode()
    borders = [0, 3, 12, content.index("名".encode()) + 1, len(content) - 3, len(content)]
    store.holds(*(content[a:b] for a, b in pairwise(borders)))

    whole = await space.whole_result(*IDS)

    assert [c.name for c in whole.columns] == ["id", "name"]
    assert list(whole.rows()) == [(1, 'a\r\n"b"'), (2, "名"), (3, "x, y")]
    assert whole.extent == Extent(3, 3)
    assert whole.download_error is None


async def test_a_download_is_polled_and_read_without_the_token(
    space: GenieSpace, store: Store, clock: FakeClock
) -> None:
    """The poll has the signature of the download; the link is a credential, and is not logged."""
    fake = store.fake
    store.holds(HEADER + b"1,a\n")
    fake.will("GET", DOWNLOAD, ok(statement_of("RUNNING")), full(store.links(1)))

    whole = await space.whole_result(*IDS)

    _, made, *polls, file = fake.requests
    assert made.body == {}
    assert [poll.query for poll in polls] == [{"download_id_signature": "x"}] * 2
    assert clock.pauses == [1.0]
    assert "Authorization" not in file.headers
    assert "/file/0" not in repr(whole)


async def test_a_download_is_polled_until_its_timeout(
    space: GenieSpace, store: Store, clock: FakeClock
) -> None:
    """The caller sets the timeout."""
    store.fake.will("GET", DOWNLOAD, ok(statement_of("RUNNING")))
    began = clock.monotonic()

    with pytest.raises(GenieTimeoutError):
        await space.whole_result(*IDS, timeout_s=5)

    assert clock.monotonic() - began == pytest.approx(5)


async def test_files_with_a_row_count_end_with_a_whole_row(space: GenieSpace, store: Store) -> None:
    """The last row of a file may have no line break; the next file does not continue it."""
    store.holds(HEADER + b"1,a", b"2,b\n", b"3,c", row_count=1)

    assert list((await space.whole_result(*IDS)).rows()) == [(1, "a"), (2, "b"), (3, "c")]


async def test_a_file_without_rows_adds_no_row(space: GenieSpace, store: Store) -> None:
    """In a single column, an empty line would be a row with an empty text."""
    links = store.links(2, row_count=1)
    store.fake.will("GET", DOWNLOAD, full(links, schema={"columns": COLUMNS[1:]}))
    store.fake.will("GET", "/file/0", raw(b"name\na\n", "text/csv"))
    store.fake.will("GET", "/file/1", raw(b"", "text/csv"))

    assert list((await space.whole_result(*IDS)).rows()) == [("a",)]


async def test_null_is_a_word_or_an_empty_number(space: GenieSpace, store: Store) -> None:
    """Databricks writes null; an empty text is a value, and an empty number is missing."""
    store.holds(HEADER + b'null,null\n,\n7,""\n')

    assert list((await space.whole_result(*IDS)).rows()) == [(None, None), (None, ""), (7, "")]


async def test_a_byte_order_mark_is_skipped(space: GenieSpace, store: Store) -> None:
    """Before a quote it would split the first name in two."""
    store.holds(b'\xef\xbb\xbf"id","na,me"\n1,a\n')

    assert list((await space.whole_result(*IDS)).rows()) == [(1, "a")]


async def test_long_texts_are_read(space: GenieSpace, store: Store) -> None:
    """The csv module's own limit is 128 KB."""
    text = "x" * 200_000
    store.holds(HEADER + f"1,{text}\n".encode())

    assert list((await space.whole_result(*IDS)).rows()) == [(1, text)]


async def test_json_files_are_lists_of_rows(space: GenieSpace, store: Store) -> None:
    """Each file is a list of its own."""
    store.holds(b'[["1","a"],\n ["2",null]]', b" [ ] ", b'[[null,"c"]]\n', file_format="JSON_ARRAY")

    whole = await space.whole_result(*IDS)

    assert list(whole.rows()) == [(1, "a"), (2, None), (None, "c")]


@pytest.mark.parametrize("content", [b"", HEADER])
async def test_an_empty_result_has_no_rows(space: GenieSpace, store: Store, content: bytes) -> None:
    """It is not an error."""
    store.holds(content)

    whole = await space.whole_result(*IDS)

    assert (list(whole.rows()), whole.extent) == ([], Extent(0, 0))


@pytest.mark.parametrize(
    ("files", "max_bytes", "rows"),
    [
        ((HEADER + b"1,a\n2,b\n3,c\n",), 18, 2),
        ((HEADER + b"1,a\n2,b\n3,c\n",), 16, 1),
        ((HEADER + b'1,a\n2,"c\nd"\n',), 17, 1),
        ((HEADER + b"1,a\n2,b\n", b"3,c\n"), 16, 1),
        ((HEADER + b"1,a\n",), 3, 0),
        ((b'[["1","a"],["2","b"]]',), 20, 2),
        ((b'[["1","a"],["2","b"]]',), 19, 1),
        ((b'[["1","a"]]', b'[["2","b"]]'), 11, 1),
    ],
)
async def test_too_many_bytes_are_cut_to_whole_rows(
    space: GenieSpace, store: Store, files: tuple[bytes, ...], max_bytes: int, rows: int
) -> None:
    """Half a row would be a wrong row."""
    store.holds(*files, file_format="JSON_ARRAY" if files[0].startswith(b"[") else "CSV")

    whole = await space.whole_result(*IDS, limits=Limits(max_bytes=max_bytes))

    assert list(whole.rows()) == [(1, "a"), (2, "b")][:rows]
    assert whole.extent == Extent(rows, rows, is_truncated=True)
    assert whole.is_limited
    assert len(store.fake.requests) == 3 + len(files)


@pytest.mark.parametrize(
    ("max_rows", "counted", "extent"),
    [
        (2, None, Extent(2, 2, is_truncated=True)),
        (2, 3, Extent(2, 3)),
        (2, 1, Extent(2, 2, is_truncated=True)),
        (3, None, Extent(3, 3)),
        (3, 3, Extent(3, 3)),
    ],
)
async def test_too_many_rows_are_cut(
    space: GenieSpace, store: Store, max_rows: int, counted: int | None, extent: Extent
) -> None:
    """Excel has a limit; the number of missing rows is known if Genie counts them."""
    store.holds(HEADER + b"1,a\n2,b\n3,c\n")
    store.fake.will("GET", DOWNLOAD, full(store.links(1), total_row_count=counted))

    whole = await space.whole_result(*IDS, limits=Limits(max_rows=max_rows))

    assert len(list(whole.rows())) == max_rows
    assert (whole.extent, whole.is_limited) == (extent, max_rows == 2)


@pytest.mark.parametrize(
    ("manifest", "extent"),
    [
        ({"total_row_count": 9}, Extent(1, 9)),
        ({"truncated": True}, Extent(1, 1, is_truncated=True)),
        ({"total_chunk_count": 2}, Extent(1, 1, is_truncated=True)),
        ({"total_chunk_count": 2, "total_row_count": 1}, Extent(1, 1)),
    ],
)
async def test_the_extent_says_what_genie_left_out(
    space: GenieSpace, store: Store, manifest: Json, extent: Extent
) -> None:
    """Otherwise a part would be taken for the whole result."""
    store.holds(HEADER + b"1,a\n")
    store.fake.will("GET", DOWNLOAD, full(store.links(1), **manifest))
    store.fake.will("GET", "/api/2.0/sql/statements/s-1/result/chunks/1", fails(403))

    whole = await space.whole_result(*IDS)

    assert (whole.extent, whole.is_limited) == (extent, False)


async def test_an_expired_link_is_replaced(space: GenieSpace, store: Store) -> None:
    """Links expire after 15 minutes, and there may be many files."""
    store.holds(HEADER + b"1,a\n", b"2,b\n")
    old: list[Json] = [*store.links(1), {"external_link": f"{store.base_url}old"}]
    store.fake.will("GET", DOWNLOAD, full(old), full(store.links(2)))
    store.fake.will("GET", "/old", fails(403))

    whole = await space.whole_result(*IDS)

    assert list(whole.rows()) == [(1, "a"), (2, "b")]
    assert store.fake.count("POST", DOWNLOADS) == 1


@pytest.mark.parametrize("trouble", [fails(503), drops])
async def test_reading_a_file_is_retried(space: GenieSpace, store: Store, trouble: Reply) -> None:
    """It is a GET, and half a file is discarded."""
    store.holds(HEADER + b"1,a\n")
    store.fake.will("GET", "/file/0", trouble, raw(HEADER + b"1,a\n"))

    assert list((await space.whole_result(*IDS)).rows()) == [(1, "a")]


BROKEN = [
    (b'id,name\n1,"a', "CSV"),
    (b"id,name\n1\n", "CSV"),
    (b"id,name\n1,a,b\n", "CSV"),
    (b'id,name\n1,"a"b\n', "CSV"),
    (b"id,name\n1,a\n", "JSON_ARRAY"),
    (b'{"rows":[]}', "JSON_ARRAY"),
    (b'[["1","a"]', "JSON_ARRAY"),
    (b'[["1","a"]]]', "JSON_ARRAY"),
    (b'["1","a"]', "JSON_ARRAY"),
    (b'[["1"]]', "JSON_ARRAY"),
    (b"[" * 100_000, "JSON_ARRAY"),
]


@pytest.mark.parametrize(("content", "file_format"), BROKEN)
async def test_unreadable_files_fall_back_to_the_table(
    space: GenieSpace, store: Store, content: bytes, file_format: str
) -> None:
    """Its 5,000 rows are better than none, and the extent says that they are not all."""
    store.holds(content, file_format=file_format)

    whole = await space.whole_result(*IDS)

    assert (list(whole.rows()), whole.extent.is_whole) == ([(1,)], False)
    assert type(whole.download_error) is GenieProtocolError


async def test_an_unsupported_format_falls_back_to_the_table(
    space: GenieSpace, store: Store
) -> None:
    """Its files are not downloaded."""
    store.holds(b"", file_format="ARROW_STREAM")

    whole = await space.whole_result(*IDS)

    assert (list(whole.rows()), whole.extent.is_whole) == ([(1,)], False)
    assert isinstance(whole.download_error, GenieFormatError)
    assert whole.download_error.format == "ARROW_STREAM"
    assert store.fake.count("GET", "/file/0") == 0


@pytest.mark.parametrize(("counted", "is_read"), [(None, False), (3, False), (0, True)])
async def test_a_download_without_files_is_valid_only_if_it_is_empty(
    space: GenieSpace, store: Store, counted: int | None, *, is_read: bool
) -> None:
    """Otherwise the file would be empty although the table has rows."""
    store.fake.will("GET", DOWNLOAD, full([], total_row_count=counted))

    whole = await space.whole_result(*IDS)

    assert (whole.download_error is None) == is_read
    assert list(whole.rows()) == ([] if is_read else [(1,)])


@pytest.mark.parametrize(
    ("path", "replies"),
    [
        (DOWNLOADS, [fails(403)]),
        (DOWNLOADS, [ok({})]),
        (DOWNLOAD, [ok(statement_of("FAILED"))]),
        ("/file/0", [fails(403), fails(403)]),
    ],
)
async def test_a_refused_download_falls_back_to_the_table(
    space: GenieSpace, store: Store, path: str, replies: list[Reply]
) -> None:
    """A workspace may forbid downloads, and its storage may be behind a firewall."""
    store.holds(HEADER + b"1,a\n")
    store.fake.will("POST" if path == DOWNLOADS else "GET", path, *replies)

    whole = await space.whole_result(*IDS)

    assert list(whole.rows()) == [(1,)]
    assert isinstance(whole.download_error, GenieError)


async def test_a_result_that_changes_meanwhile_falls_back_to_the_table(
    space: GenieSpace, store: Store
) -> None:
    """Rows of two results must not be mixed."""
    store.holds(HEADER + b"1,a\n", b"2,b\n")
    store.fake.will("GET", DOWNLOAD, full(store.links(2)), full(store.links(1)))
    store.fake.will("GET", "/file/1", fails(403))

    assert isinstance((await space.whole_result(*IDS)).download_error, GenieProtocolError)


@pytest.mark.parametrize("trouble", [fails(500), drops])
async def test_a_download_is_not_requested_twice(
    space: GenieSpace, store: Store, trouble: Reply
) -> None:
    """Each one executes the query again.

    The error lets the person ask again for the whole result.
    """
    store.fake.will("POST", DOWNLOADS, trouble)

    with pytest.raises(GenieUncertainError):
        await space.whole_result(*IDS)

    assert store.fake.count("POST", DOWNLOADS) == 1


@pytest.mark.parametrize("trouble", [fails(503), drops])
async def test_a_lasting_outage_is_an_error(
    space: GenieSpace, store: Store, trouble: Reply
) -> None:
    """Trying again later returns the whole result."""
    store.holds(HEADER + b"1,a\n")
    store.fake.will("GET", "/file/0", trouble)

    with pytest.raises(GenieUnavailableError):
        await space.whole_result(*IDS)


KINDS = [CellKind.TEXT, CellKind.TEXT, CellKind.INTEGER]
TEXTS = st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: text != "null")
ROWS = st.lists(st.tuples(st.none() | TEXTS, TEXTS, st.none() | st.integers().map(str)))


@settings(derandomize=True, deadline=None, max_examples=60)
@given(ROWS, st.lists(st.integers(0, 200), max_size=4))
def test_csv_round_trips(rows: list[tuple[str | None, ...]], borders: list[int]) -> None:
    """This holds for any text, and any boundaries between files."""
    columns = [Column(str(n), "", kind) for n, kind in enumerate(KINDS)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.name for column in columns)
    writer.writerows(["null" if cell is None else cell for cell in row] for row in rows)
    content = out.getvalue().encode()
    cuts = sorted({0, *(min(border, len(content)) for border in borders), len(content)})

    files = [content[a:b] for a, b in pairwise(cuts)]

    assert list(FORMATS["CSV"](columns, files, is_cut=False)) == [list(row) for row in rows]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(ROWS, st.integers(0, 2000))
def test_truncated_json_yields_its_complete_rows(
    rows: list[tuple[str | None, ...]], end: int
) -> None:
    """Every complete row is read, and no partial one."""
    columns = [Column(str(n), "", kind) for n, kind in enumerate(KINDS)]
    content = json.dumps(rows).encode()

    read = list(FORMATS["JSON_ARRAY"](columns, [content[:end]], is_cut=True))

    assert read == [list(row) for row in rows][: len(read)]
    assert len(json.dumps(rows[: len(read) + 1])) > end or len(read) == len(rows)


def test_in_a_single_column_an_empty_line_is_a_row() -> None:
    """With several columns, an empty line is skipped."""
    text = Column("name", "STRING", CellKind.TEXT)

    assert list(FORMATS["CSV"]([text], [b"name\na\n\nb\n"], is_cut=False)) == [["a"], [""], ["b"]]
    assert list(FORMATS["CSV"]([text, text], [b"a,b\n1,2\n\n"], is_cut=False)) == [["1", "2"]]
