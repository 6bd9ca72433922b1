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
    """Serializers write 64-bit numbers as strings; other types are not converted."""
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
    """Workspaces send milliseconds, and the guide's examples seconds; values may be impossible."""
    assert parsing.timestamp({"t": value}, "t") == moment


@pytest.mark.parametrize("body", [{}, {"f": None}, {"f": ""}, {"f": 1}])
def test_a_missing_text_is_named(body: parsing.JsonObject) -> None:
    """The developer has to know which field is missing."""
    with pytest.raises(GenieProtocolError, match="'f'"):
        parsing.required_str(body, "f")


@pytest.mark.parametrize("body", [{}, {"f": None}, {"f": []}])
def test_a_missing_object_is_named(body: parsing.JsonObject) -> None:
    """The developer has to know which field is missing."""
    with pytest.raises(GenieProtocolError, match="'f'"):
        parsing.required_object(body, "f")


@pytest.mark.parametrize("value", [None, {}, "x", 1])
def test_a_value_that_is_not_a_list_has_no_items(value: object) -> None:
    """Null and absent lists are common."""
    assert (list(parsing.objects({"l": value}, "l")), parsing.strings({"l": value}, "l")) == (
        [],
        (),
    )


def test_items_of_another_type_are_skipped() -> None:
    """One invalid item must not hide the others."""
    items = {"l": [None, "a", {"b": 1}]}

    assert list(parsing.objects(items, "l")) == [{"b": 1}]
    assert parsing.strings(items, "l") == ("a",)


def test_an_unknown_enum_value_stays_text() -> None:
    """Genie adds values without notice."""
    assert parsing.known(MessageStatus, "COMPLETED") is MessageStatus.COMPLETED
    assert parsing.known(MessageStatus, "DREAMING") == "DREAMING"
