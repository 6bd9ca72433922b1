"""The rules of the house, which nobody has to remember."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAX_LINES = 300
MAX_TEST_LINES = 500

# Who may import what; of genie's parts, cards may know those that hold data and do nothing.
_GENIE_DATA = frozenset(
    f"genie.{name}" for name in ("models", "errors", "events", "tables", "statuses", "error_types")
)
ALLOWED: dict[str, frozenset[str]] = {
    "app": frozenset({"bot", "composition", "config", "server"}),
    "assembly": frozenset({"bot", "config", "genie"}),
    "bot": frozenset({"bot", "cards", "genie", "limited_log", "loopback"}),
    "cards": frozenset({"cards"}) | _GENIE_DATA,
    "composition": frozenset({"assembly", "bot", "config", "genie", "storage"}),
    "config": frozenset({"environment", "spaces", "storage"}),
    "demo": frozenset({"deploy"}),
    "deploy": frozenset({"cards", "deploy"}),
    "environment": frozenset({"loopback"}),
    "genie": frozenset({"genie"}),
    "limited_log": frozenset(),
    "loopback": frozenset(),
    "server": frozenset({"limited_log", "server"}),
    "simulator": frozenset({"simulator"}),
    "spaces": frozenset(),
    "storage": frozenset({"environment"}),
}
OURS = frozenset(ALLOWED) | {"bench", "tests"}
BOT_FRAMEWORK = ("botbuilder", "botframework", "msrest")
READS_ENVIRONMENT = frozenset({"app", "demo", "deploy"})

CODE = sorted(
    path for owner in ALLOWED for path in (*ROOT.glob(f"{owner}.py"), *(ROOT / owner).rglob("*.py"))
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def owner(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports; of "from genie import errors", genie.errors."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            is_package = (ROOT / node.module.replace(".", "/")).is_dir()
            for alias in node.names:
                yield f"{node.module}.{alias.name}" if is_package else node.module


def is_within(module: str, packages: frozenset[str] | tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def names(path: Path) -> set[str]:
    """Every "a.b" that a file mentions, and every name that it imports from a module."""
    tree = ast.parse(path.read_text("utf-8"))
    dotted = {ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    froms = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    return dotted | {f"{n.module}.{alias.name}" for n in froms for alias in n.names}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_imports_point_downwards(path: Path) -> None:
    """A part that knows nothing of the others can be read, tested and replaced alone."""
    ours = {module for module in imports(path) if is_within(module, OURS)}

    assert {module for module in ours if not is_within(module, ALLOWED[owner(path)])} == set()


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_only_the_teams_side_knows_the_bot_framework(path: Path) -> None:
    """It ships no types and is at the end of its life: it must be possible to leave it."""
    framework = {module for module in imports(path) if is_within(module, BOT_FRAMEWORK)}

    assert owner(path) in {"assembly", "bot", "composition"} or framework == set()


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_only_the_outermost_files_read_the_environment(path: Path) -> None:
    """Everything else is told its settings, and can be tested with others."""
    environment = {"os.environ", "os.environb", "os.getenv"} & names(path)

    assert owner(path) in READS_ENVIRONMENT or environment == set()


@pytest.mark.parametrize("path", [*CODE, *TESTS], ids=relative)
def test_files_stay_short(path: Path) -> None:
    """A file has one topic."""
    limit = MAX_TEST_LINES if owner(path) == "tests" else MAX_LINES

    assert path.read_text("utf-8").count("\n") <= limit


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_no_file_is_named_for_nothing(path: Path) -> None:
    """What is "common" or a "util" has a better name."""
    assert path.stem not in {"utils", "util", "common", "helpers", "misc"}
