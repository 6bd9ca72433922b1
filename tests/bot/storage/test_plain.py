"""JSON text, as it stands in people's stores."""

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.plain import as_text, from_text

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)


@dataclass
class Record:
    """Something other than plain JSON."""

    name: str = ""


@given(st.dictionaries(st.text(), VALUES | st.just(10**30) | st.just("\ud800")))
def test_what_is_written_is_read_again(value: dict[str, object]) -> None:
    """Also integers of any size and half characters, which orjson refuses."""
    assert from_text("key", as_text(value)) == value


def test_what_is_no_number_is_written_as_nothing() -> None:
    """Activities may hold it, and are stored; JSON has no word for it."""
    text = as_text({"nan": math.nan, "inf": math.inf})

    assert from_text("key", text) == {"nan": None, "inf": None}


@given(st.dictionaries(st.text(), VALUES))
def test_what_earlier_releases_wrote_is_read(value: dict[str, object]) -> None:
    """They wrote with the standard library."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    assert from_text("key", text) == value


@pytest.mark.parametrize("value", [Record(), datetime(2026, 1, 1, tzinfo=UTC), {1}, b""])
def test_only_plain_json_is_written(value: object) -> None:
    """Anything else would be read as something else."""
    with pytest.raises(TypeError):
        as_text({"value": value})
