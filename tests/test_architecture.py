"""The rules of the source tree. Each test checks one rule and lists the files that break it."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).parents[1]
MAX_LINES = 300
MAX_TEST_LINES = 500

# Allowed imports. Of genie, cards may import only the modules of data types.
_GENIE_DATA = frozenset(
    f"genie.{name}"
    for name in ("models", "causes", "errors", "events", "tables", "statuses", "error_types")
)
ALLOWED: Final[dict[str, frozenset[str]]] = {
    "app": frozenset({"bot.channel.sdk", "bot.export", "bot.turns", "config", "server"}),
    "bot": frozenset({"bot", "cards", "genie", "settings.loopback"}),
    "cards": frozenset({"cards"}) | _GENIE_DATA,
    "config": frozenset({"settings"}),
    "demo": frozenset({"deploy"}),
    "deploy": frozenset({"cards", "deploy"}),
    "forget": frozenset({"app", "server"}),
    "genie": frozenset({"genie"}),
    "server": frozenset(
        {
            "bot",
            "config",
            "genie",
            "server",
            "settings.access",
            "settings.databricks",
            "settings.identity",
            "settings.storage",
        }
    ),
    "settings": frozenset({"settings"}),
    "simulator": frozenset({"simulator"}),
    "testkit": frozenset({"simulator", "testkit"}),
}
# The packages of bot/ from top to bottom: each may import lower storeys, and itself.
STOREYS: Final = (
    ("turns", "dialogs"),
    ("questions",),
    ("answers", "forgetting"),
    ("jobs", "export"),
    ("identity",),
    ("messaging", "admission", "audit"),
    ("channel", "state"),
    ("access",),
    ("activities", "concurrency", "pictures", "storage"),
)
BELOW: Final = {
    package: frozenset(lower for storey in STOREYS[at + 1 :] for lower in storey)
    for at, storey in enumerate(STOREYS)
    for package in storey
}
OURS = frozenset(ALLOWED) | {"bench", "tests"}
BOT_FRAMEWORK = ("botbuilder", "botframework", "msrest")
# Allowed to import the SDK. Other packages use only modules of bot.channel that do not import it.
BEHIND_THE_SEAM = ("app", "forget", "server", "bot.turns", "bot.dialogs", "bot.channel")
ENVIRONMENT = frozenset({"environ", "environb", "getenv"})
READS_ENVIRONMENT = frozenset({"app", "demo", "deploy", "forget", "testkit"})
NAMED_FOR_NOTHING = frozenset({"utils", "util", "common", "helpers", "misc"})

CODE = sorted(
    path for owner in ALLOWED for path in (*ROOT.glob(f"{owner}.py"), *(ROOT / owner).rglob("*.py"))
)
BOT = [path for path in CODE if path.is_relative_to(ROOT / "bot")]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
BENCH = sorted((ROOT / "bench").rglob("*.py"))
# The bots that ours is compared with.
OTHER_BOTS = [
    path
    for pattern in ("floor_bot.py", "stock_bot.py", "plain_*.py", "frameworks/*.py")
    for path in (ROOT / "bench").glob(pattern)
]
KIT = [path for path in CODE if path.is_relative_to(ROOT / "testkit")]


def owner(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def text(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def imports(source: str) -> frozenset[str]:
    """Return the modules that a file imports; of "from genie import errors", genie.errors."""
    return frozenset(_imports(source))


def _imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            is_package = (ROOT / node.module.replace(".", "/")).is_dir()
            for alias in node.names:
                yield f"{node.module}.{alias.name}" if is_package else node.module


def is_within(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def not_allowed(module: str, source: str) -> set[str]:
    """Return the modules of this project that a module imports without being allowed to."""
    ours = {name for name in imports(source) if is_within(name, OURS)}
    top, *packages = module.split(".")
    found = {name for name in ours if not is_within(name, ALLOWED[top])}
    if top == "bot" and packages:
        may = [f"bot.{package}" for package in (packages[0], *BELOW[packages[0]])]
        found |= {name for name in ours if is_within(name, ["bot"]) and not is_within(name, may)}
    return found


def crossing_imports(module: str, source: str) -> set[str]:
    """Return the imports of benchmarks in a test, or of tests elsewhere."""
    others = "bench" if is_within(module, ["tests"]) else "tests"
    return {name for name in imports(source) if is_within(name, [others])}


def private_names(source: str) -> set[str]:
    """Return the private names that a file imports, or patches by name; ruff finds the others."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("setattr", "getattr")):
            values = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            names |= {value for value in values if isinstance(value, str)}
    return {name for name in names if any(map(is_private, name.split(".")))}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def reads_environment(source: str) -> bool:
    """Whether a file uses "os.environ" or the like, or imports it from os."""
    return any(
        ast.unparse(node.value) == "os" and node.attr in ENVIRONMENT
        if isinstance(node, ast.Attribute)
        else isinstance(node, ast.ImportFrom)
        and node.module == "os"
        and not ENVIRONMENT.isdisjoint(alias.name for alias in node.names)
        for node in ast.walk(ast.parse(source))
    )


def cycle_in(graph: Mapping[str, Set[str]]) -> list[str]:
    """Return modules that import each other in a cycle, or []."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as exc:
        return list(exc.args[1])
    return []


def leaks(sources: Mapping[str, str]) -> set[str]:
    """Return modules outside the seam that import the Bot Framework, directly or indirectly."""
    used = {module: set(imports(source)) for module, source in sources.items()}
    needing = {m for m in used if any(is_within(name, BOT_FRAMEWORK) for name in used[m])}
    while more := {m for m in used if used[m] & needing} - needing:
        needing |= more
    return {module for module in needing if not is_within(module, BEHIND_THE_SEAM)}


def test_imports_point_downwards() -> None:
    """A part that does not depend on the others can be read, tested and replaced alone."""
    found = {relative(path): not_allowed(module_of(path), text(path)) for path in CODE}

    assert {path: modules for path, modules in found.items() if modules} == {}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("cards.answer", "from bot.state.question import Question"),
        ("genie.space", "import cards"),
        ("bot.state.question", "from bot.questions.worker import QuestionWorker"),
        ("bot.state.question", "def f():\n    from bot.turns import handler"),
        (
            "bot.jobs.keeper",
            "if TYPE_CHECKING:\n    from bot.export.file_delivery import FileDelivery",
        ),
        ("bot.channel.adapter", "from bot.state.scopes import chat_key"),
        ("bot.turns.handler", "from settings.reader import Reader"),
    ],
)
def test_an_import_upwards_is_found(module: str, line: str) -> None:
    """This covers imports in functions, within one storey, and for types only."""
    assert len(not_allowed(module, line)) == 1


def test_there_are_no_import_cycles() -> None:
    """Modules in a cycle can only be understood together."""
    modules = {module_of(path): imports(text(path)) for path in CODE}
    parts = {module for module in modules if not is_within(module, ["tests"])}

    assert cycle_in({module: used & parts for module, used in modules.items()}) == []
    assert cycle_in({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "c", "b", "a"]


def test_every_module_of_the_bot_is_in_a_package() -> None:
    """A new module has to be placed."""
    assert {path.name for path in (ROOT / "bot").glob("*.py")} == {"__init__.py"}
    assert {path.relative_to(ROOT / "bot").parts[0] for path in BOT} == {*BELOW, "__init__.py"}


def test_only_what_is_behind_the_seam_needs_the_bot_framework() -> None:
    """It has no types and is no longer maintained: it must be possible to replace it."""
    assert leaks({module_of(path): text(path) for path in CODE}) == set()


@pytest.mark.parametrize(
    "line",
    [
        "from botbuilder.core import TurnContext",
        "import msrest.serialization",
        "def f():\n    from botframework.connector.auth import ClaimsIdentity",
        "if TYPE_CHECKING:\n    from botbuilder.schema import Activity",
        "from bot.channel.adapter import BotAdapter",
        "from bot.export.links import Links",
    ],
)
def test_an_import_through_the_seam_is_found(line: str) -> None:
    """This covers imports for types only, and indirect ones."""
    others = {
        "bot.channel.adapter": "from botbuilder.core import TurnContext",
        "bot.channel.chat": "from typing import Protocol",
        "bot.export.links": "from bot.channel import adapter",
    }
    source = f"from bot.channel.chat import Chat\n{line}"

    assert "bot.questions.worker" in leaks(others | {"bot.questions.worker": source})


def test_tests_and_benchmarks_share_only_the_testkit() -> None:
    """Each of them can be changed, moved or deleted without the other."""
    paths = (*TESTS, *BENCH, *KIT)
    found = {relative(path): crossing_imports(module_of(path), text(path)) for path in paths}

    assert {path: modules for path, modules in found.items() if modules} == {}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("tests.clocks", "from bench.crowd import crowd"),
        ("tests.test_crashes", "def f():\n    import bench"),
        ("bench.crowd", "from tests import clocks"),
        ("testkit.people", "if TYPE_CHECKING:\n    from tests.harness.world import World"),
    ],
)
def test_imports_between_tests_and_benchmarks_are_found(module: str, line: str) -> None:
    """Both directions are covered, also imports in functions and for types only."""
    assert len(crossing_imports(module, line)) == 1


def test_other_bots_use_nothing_of_ours() -> None:
    """An improvement of our code changes one side of a comparison only."""
    ours = OURS - {"bench", "testkit"}
    found = {
        relative(path): {name for name in imports(text(path)) if is_within(name, ours)}
        for path in OTHER_BOTS
    }

    assert {path: modules for path, modules in found.items() if modules} == {}


def test_no_test_uses_a_private_name() -> None:
    """A private name can be changed without looking at the tests."""
    found = {relative(path): private_names(text(path)) for path in (*TESTS, *KIT)}

    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "line",
    [
        "from genie.posing import TIMES, _AGAIN",
        "monkeypatch.setattr(accepting, '_AGAIN_S', 1)",
        "monkeypatch.setattr('server._accepting.AGAIN_S', 1)",
    ],
)
def test_a_private_name_is_found(line: str) -> None:
    """It may be in an import or in a string."""
    assert len(private_names(line)) == 1


def test_only_the_outermost_files_read_the_environment() -> None:
    """Other code gets its settings as arguments, and can be tested with any."""
    others = [path for path in CODE if owner(path) not in READS_ENVIRONMENT]

    assert [relative(path) for path in others if reads_environment(text(path))] == []


@pytest.mark.parametrize("line", ["import os\nos.getenv('A')", "from os import environ as env"])
def test_reading_the_environment_is_found(line: str) -> None:
    """Both ways of importing it are covered."""
    assert reads_environment(line)


def test_files_are_short() -> None:
    """A file has one topic."""
    lines = {relative(path): text(path).count("\n") for path in (*CODE, *TESTS)}

    assert {
        path: count
        for path, count in lines.items()
        if count > (MAX_TEST_LINES if path.startswith("tests/") else MAX_LINES)
    } == {}


def test_file_names_say_what_is_inside() -> None:
    """Names such as "common" and "util" do not."""
    assert [relative(path) for path in CODE if path.stem in NAMED_FOR_NOTHING] == []
