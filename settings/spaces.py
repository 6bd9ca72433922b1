"""Reading the list of Genie spaces from its file; all problems are reported at once."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from settings.access import AllowSettings, read_allow
from settings.identity import Identity

MAX_SPACES: Final = 100
MAX_NAME_CHARS: Final = 80  # a choice, or the title of a button: one or two lines
_KEYS: Final = ("id", "name", "description", "sample_questions", "identity", "allow")

_Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SpaceSettings:
    """A Genie space with the texts that people see. name "": the only one, without a list.

    allow: who may ask it; None: everyone who may ask at all.
    """

    space_id: str
    name: str = ""
    description: str = ""
    sample_questions: tuple[str, ...] = ()
    identity: Identity = Identity.BOT
    allow: AllowSettings | None = None


def read_spaces(
    path: Path, default_identity: Identity
) -> tuple[tuple[SpaceSettings, ...], list[str]]:
    """Read a file of spaces; return its content, and a sentence for each problem.

    The spaces are valid only if there is no problem; then there is at least one.
    """
    try:
        entries = json.loads(path.read_text("utf-8-sig"))
    except OSError as exc:
        return (), [f"{path} cannot be read ({exc.strerror}): correct the path, or make the file"]
    except ValueError as exc:
        return (), [f"{path} is not JSON in UTF-8 ({exc}): correct it there"]
    if not isinstance(entries, list):
        return (), [f"{path} is not a list: put the spaces between [ and ]"]
    problems = _wrong_number(len(entries))
    spaces = tuple(
        _space(entry, default_identity, _notes(problems, number))
        for number, entry in enumerate(entries, 1)
    )
    problems += _twice("id", [space.space_id for space in spaces])
    problems += _twice("name", [space.name.casefold() for space in spaces])
    return spaces, problems


def _wrong_number(count: int) -> list[str]:
    if not count:
        return ["the list is empty: add a space, or remove GENIE_SPACES"]
    if count > MAX_SPACES:
        return [f"the list has {count} spaces: leave {MAX_SPACES} at most"]
    return []


def _notes(problems: list[str], number: int) -> _Note:
    """Return a function that adds problems of one entry."""
    return lambda sentence: problems.append(f"entry {number} {sentence}")


def _space(entry: object, default_identity: Identity, note: _Note) -> SpaceSettings:
    """Read one entry; what cannot be read of it is empty."""
    if not isinstance(entry, dict):
        note('is not an object: write it as {"id": "...", "name": "..."}')
        return SpaceSettings("")
    for key in entry:
        if key not in _KEYS:
            note(f"has the unknown key {key!r}: use {', '.join(_KEYS)} only")
    name = _required(entry, "name", "the name that people know it by", note)
    if len(name) > MAX_NAME_CHARS:
        note(f"has a name of {len(name)} characters: shorten it to {MAX_NAME_CHARS} at most")
    return SpaceSettings(
        _required(entry, "id", "the id in the space's address, after /genie/rooms/", note),
        name,
        _text(entry, "description", note),
        _texts(entry, "sample_questions", note),
        _identity(entry, default_identity, note),
        read_allow(entry["allow"], note) if "allow" in entry else None,
    )


def _identity(entry: Mapping[str, object], default: Identity, note: _Note) -> Identity:
    value = _text(entry, "identity", note)
    if value and value not in set(Identity):
        note(f"has the identity {value!r}: write {' or '.join(Identity)}, or leave it out")
        return default
    return Identity(value) if value else default


def _required(entry: Mapping[str, object], key: str, what: str, note: _Note) -> str:
    value = _text(entry, key, note)
    if not value and isinstance(entry.get(key, ""), str):
        note(f"has no {key}: add {what}")
    return value


def _text(entry: Mapping[str, object], key: str, note: _Note) -> str:
    """Read one line; an absent one is empty."""
    value = entry.get(key, "")
    if not isinstance(value, str):
        note(f"needs a text for {key}: put it between quotation marks")
        return ""
    return " ".join(value.split())


def _texts(entry: Mapping[str, object], key: str, note: _Note) -> tuple[str, ...]:
    """Read a list of lines without empty ones; an absent list is empty."""
    values = entry.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        note(f'has {key} that are not a list of texts: write them as ["...", "..."]')
        return ()
    return tuple(line for value in values if (line := " ".join(value.split())))


def _twice(what: str, values: list[str]) -> list[str]:
    """Return a sentence for each entry with the same value as an earlier one, except empty ones."""
    return [
        f"entry {number} has the {what} of entry {values.index(value) + 1}: give each its own"
        for number, value in enumerate(values, 1)
        if value and values.index(value) < number - 1
    ]
