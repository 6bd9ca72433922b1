"""python forget.py as a program: what an administrator reads."""

import subprocess
import sys
from pathlib import Path

import pytest

from simulator import SALES_SPACE_ID, TOKEN
from tests.needs import ROOT

SETTINGS = {
    "DATABRICKS_HOST": "http://127.0.0.1:9",
    "DATABRICKS_AUTH_TYPE": "pat",
    "DATABRICKS_TOKEN": TOKEN,
    "DATABRICKS_SPACE_ID": SALES_SPACE_ID,
    "GENIE_SPACES": "",
    "MicrosoftAppId": "",
    "MicrosoftAppPassword": "",
}


@pytest.mark.parametrize(
    ("argument", "storage", "sentence"),
    [
        ("--help", "memory", "Usage: python forget.py ID"),
        ("29:ann", "memory", "STORAGE is memory"),
        (
            "29:ann",
            "sqlite:///{folder}/bot.sqlite3",
            "There is nobody with the id 29:ann in sqlite",
        ),
    ],
)
def test_it_says_what_was_not_done(
    tmp_path: Path, argument: str, storage: str, sentence: str
) -> None:
    """Nobody is to believe that something was deleted."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "forget.py", argument],
        cwd=ROOT,
        env=SETTINGS | {"STORAGE": storage.format(folder=tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 1
    assert sentence in done.stderr
