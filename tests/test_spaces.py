"""The list of spaces in its file, and the default space."""

import json
from pathlib import Path

import pytest

from config import ConfigError, GenieSettings, Settings
from settings.spaces import SpaceSettings

NO_SPACE = {
    "DATABRICKS_HOST": "https://adb-1.2.azuredatabricks.net",
    "DATABRICKS_TOKEN": "dapi-secret",
}
SALES = {"id": "01f0", "name": "Sales"}
SUPPORT = {"id": "01f1", "name": "Support"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a test's list."""
    return tmp_path / "spaces.json"


def settings_of(file: Path, entries: object, default_id: str = "") -> GenieSettings:
    """Read the settings with this list, and perhaps this default."""
    file.write_text(json.dumps(entries), "utf-8")
    env = {"GENIE_SPACES": str(file), "DATABRICKS_SPACE_ID": default_id}
    return Settings.from_env(NO_SPACE | env).genie


def problems(file: Path, entries: object, default_id: str = "") -> list[str]:
    """Return the problems of these settings."""
    with pytest.raises(ConfigError) as caught:
        settings_of(file, entries, default_id)
    return caught.value.problems


def test_a_space_id_alone_is_one_space() -> None:
    """It needs no name, since there is no choice."""
    genie = Settings.from_env(NO_SPACE | {"DATABRICKS_SPACE_ID": "01f0"}).genie

    assert genie.spaces == (SpaceSettings("01f0"),)
    assert genie.default_space_id == "01f0"


def test_the_example_is_valid() -> None:
    """People replace its ids and texts; its path is relative to app.py."""
    genie = Settings.from_env(NO_SPACE | {"GENIE_SPACES": "docs/spaces.example.json"}).genie

    sales, support = genie.spaces
    assert (sales.name, support.name) == ("Sales", "Support 客服")
    assert len(sales.space_id) == 32
    assert sales.description.startswith("Revenue")
    assert sales.sample_questions == ("What was revenue last month?", "各地區的營收是多少?")
    assert support.sample_questions == ()


@pytest.mark.parametrize(
    ("entries", "typed", "default_id"),
    [
        ([SALES], "", "01f0"),
        ([SALES, SUPPORT], "", ""),
        ([SALES], "01f0", "01f0"),
        ([SALES, SUPPORT], "01f1", "01f1"),
    ],
)
def test_the_default_space(file: Path, entries: object, typed: str, default_id: str) -> None:
    """It is the named one, or the only one; else people choose."""
    assert settings_of(file, entries, typed).default_space_id == default_id


def test_a_default_that_is_not_listed_is_a_problem(file: Path) -> None:
    """One of the two ids is a typing error."""
    (problem,) = problems(file, [SALES, SUPPORT], "01f2")

    assert problem.startswith("DATABRICKS_SPACE_ID is not one of the spaces")


def test_without_any_space_both_variables_are_named() -> None:
    """People with several spaces then know the variable for a list."""
    with pytest.raises(ConfigError) as caught:
        Settings.from_env(NO_SPACE)

    (problem,) = caught.value.problems
    assert problem.startswith("DATABRICKS_SPACE_ID is missing: set it to the id in the space")
    assert "GENIE_SPACES" in problem


def test_texts_are_cleaned(file: Path) -> None:
    """Cards show no line breaks and blank questions; Windows writes a mark before UTF-8."""
    entry = {
        "id": " 01f0 ",
        "name": " Sales\n 銷售",
        "description": "All\tof it.",
        "sample_questions": [" ", "Revenue?\n"],
    }
    file.write_text(json.dumps([entry], ensure_ascii=False), "utf-8-sig")

    genie = Settings.from_env(NO_SPACE | {"GENIE_SPACES": str(file)}).genie

    assert genie.spaces == (SpaceSettings("01f0", "Sales 銷售", "All of it.", ("Revenue?",)),)


def test_there_are_at_most_a_hundred_spaces(file: Path) -> None:
    """A card can search that many."""
    entries = [{"id": f"01f{number}", "name": f"{number:080}"} for number in range(101)]

    assert len(settings_of(file, entries[:100]).spaces) == 100
    assert "has 101 spaces" in problems(file, entries)[0]


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({}, "is not a list"),
        ([], "the list is empty"),
        (["01f0"], "entry 1 is not an object"),
        ([SALES, {"name": "Support"}], "entry 2 has no id"),
        ([SALES | {"id": " "}], "entry 1 has no id"),
        ([SALES | {"id": 10}], "entry 1 needs a text for id"),
        ([{"id": "01f0"}], "entry 1 has no name"),
        ([SALES | {"name": None}], "entry 1 needs a text for name"),
        ([SALES | {"name": "x" * 81}], "entry 1 has a name of 81 characters"),
        ([SALES | {"description": ["All"]}], "entry 1 needs a text for description"),
        ([SALES | {"sample_questions": "Revenue?"}], "entry 1 has sample_questions that are no"),
        ([SALES | {"sample_questions": [1]}], "entry 1 has sample_questions that are not a list"),
        ([SALES | {"title": "Sales"}], "entry 1 has the unknown key 'title'"),
        ([SALES, SUPPORT, SUPPORT | {"name": "Help"}], "entry 3 has the id of entry 2"),
        ([SALES, SUPPORT | {"name": "SALES"}], "entry 2 has the name of entry 1"),
    ],
)
def test_a_mistake_is_one_problem(file: Path, entries: object, words: str) -> None:
    """It says where, what and what to do; a default id is not reported as well."""
    (problem,) = problems(file, entries, "01f0")

    assert problem.startswith("GENIE_SPACES: ")
    assert words in problem
    assert ": " in problem.removeprefix("GENIE_SPACES: ")


def test_all_mistakes_are_reported_at_once(file: Path) -> None:
    """People fix all entries in one restart."""
    found = problems(file, [{"nam": "Sales"}, SUPPORT, SUPPORT])

    assert [problem.removeprefix("GENIE_SPACES: ").partition(":")[0] for problem in found] == [
        "entry 1 has the unknown key 'nam'",
        "entry 1 has no name",
        "entry 1 has no id",
        "entry 3 has the id of entry 2",
        "entry 3 has the name of entry 2",
    ]


def test_an_unreadable_file_is_named_with_its_path() -> None:
    """The path is absolute, since a relative one may start in an unexpected place."""
    with pytest.raises(ConfigError) as caught:
        Settings.from_env(NO_SPACE | {"GENIE_SPACES": "no-such-file.json"})

    (problem,) = caught.value.problems
    assert str(Path(__file__).parents[1] / "no-such-file.json") in problem
    assert "No such file" in problem


@pytest.mark.parametrize("content", [b'[{"id": "01f0",}]', b"", b'["\xff"]'])
def test_invalid_json_is_one_problem(file: Path, content: bytes) -> None:
    """It has the line and column if they are known."""
    file.write_bytes(content)

    with pytest.raises(ConfigError) as caught:
        Settings.from_env(NO_SPACE | {"GENIE_SPACES": str(file)})

    (problem,) = caught.value.problems
    assert f"{file} is not JSON in UTF-8" in problem
