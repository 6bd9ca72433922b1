"""Counts what a change of framework costs in the small bots: `python -m bench.frameworks.lines`.

Lines of code, without comments, docstrings and empty lines, of all modules that depend on the
framework or on its client; what the bots share is left out.
"""

import ast
import difflib
import sys
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_FROM: Final = "aiohttp"
_ASKING: Final = ("answering.py", "../plain_genie.py")
MODULES: Final = {
    _FROM: ("aiohttp_bot.py", "../plain_session.py", *_ASKING),
    "FastAPI + httpx": ("fastapi_bot.py", "fastapi_app.py", *_ASKING),
    "Flask": ("flask_bot.py", "blocking.py"),
    "Flask-RESTX": ("restx_bot.py", "blocking.py"),
    "Flask-RESTful": ("restful_bot.py", "blocking.py"),
    "Flask + RQ": ("flask_rq_bot.py", "rq_workers.py", "blocking.py"),
}
_WITH_DOCSTRING: Final = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def code_of(name: str) -> list[str]:
    """Return the lines of code of a bot."""
    return [line for module in MODULES[name] for line in _code(_HERE / module)]


def _code(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, _WITH_DOCSTRING) and ast.get_docstring(node) is not None:
            del node.body[0]
    return [line for line in ast.unparse(tree).splitlines() if line.strip()]


def main() -> int:
    """Print a table in Markdown."""
    before = code_of(_FROM)
    print(f"| from {_FROM} ({len(before)} lines) to | lines then | replaced | by |")
    print("| --- | ---: | ---: | ---: |")
    for name in MODULES:
        if name != _FROM:
            after = code_of(name)
            changes = list(difflib.ndiff(before, after))
            gone, new = (sum(line.startswith(mark) for line in changes) for mark in ("- ", "+ "))
            print(f"| {name} | {len(after)} | {gone} | {new} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
