"""Reading fields of decoded JSON."""

from datetime import UTC, datetime

import pytest

from genie import parsing
from genie.errors import GenieProtocolError
from genie.statuses import MessageStatus


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        ("7", 7),
        ("-7", -7),
        (2**63 - 1, 2**63 - 1),
        (str(2**63 - 1), 2**63 - 1),
        (True, None),
        (None, None),
        (1.5, None),
        ("", None),
        ("1_0", None),
        ("٣", None),
        ("9" * 5000, None),
    ],
)
def test_int64_fields_may_be_spelled_as_strings(value: object, number: int | None) -> None:
    """JSON of other makers writes 64-bit numbers so; nothing else is guessed at."""
    assert parsing.optional_int({"n": value}, "n") == number


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (1795341674921, datetime(2026, 11, 22, 10, 1, 14, 921000, tzinfo=UTC)),
        ("1795341674921", datetime(2026, 11, 22, 10, 1, 14, 921000, tzinfo=UTC)),
        (1719769718, datetime(2024, 6, 30, 17, 48, 38, tzinfo=UTC)),
        (None, None),
        (2**63 - 1, None),
        (-(2**63), None),
    ],
)
def test_timestamps_are_milliseconds_or_seconds(value: object, moment: datetime | None) -> None:
    """Workspaces send milliseconds, the guide's examples seconds; an impossible one is no crash."""
    assert parsing.timestamp({"t": value}, "t") == moment


@pytest.mark.parametrize("body", [{}, {"f": None}, {"f": ""}, {"f": 1}])
def test_a_missing_text_is_named(body: parsing.JsonObject) -> None:
    """The error must tell a developer which field."""
    with pytest.raises(GenieProtocolError, match="'f'"):
        parsing.required_str(body, "f")


@pytest.mark.parametrize("body", [{}, {"f": None}, {"f": []}])
def test_a_missing_object_is_named(body: parsing.JsonObject) -> None:
    """The error must tell a developer which field."""
    with pytest.raises(GenieProtocolError, match="'f'"):
        parsing.required_object(body, "f")


@pytest.mark.parametrize("value", [None, {}, "x", 1])
def test_what_is_no_list_has_no_items(value: object) -> None:
    """Null and absent lists are usual."""
    assert (list(parsing.objects({"l": value}, "l")), parsing.strings({"l": value}, "l")) == (
        [],
        (),
    )


def test_items_of_another_kind_are_skipped() -> None:
    """One odd item must not hide the others."""
    items = {"l": [None, "a", {"b": 1}]}

    assert list(parsing.objects(items, "l")) == [{"b": 1}]
    assert parsing.strings(items, "l") == ("a",)


def test_a_newer_enum_value_survives_as_text() -> None:
    """Genie adds values without notice."""
    assert parsing.known(MessageStatus, "COMPLETED") is MessageStatus.COMPLETED
    assert parsing.known(MessageStatus, "DREAMING") == "DREAMING"
