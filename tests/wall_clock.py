"""The wall clock of a real process, which a test sets while the process runs."""

import os
from collections.abc import Mapping
from pathlib import Path

from tests.needs import need

# Debian's libfaketime, in the variant for programs with threads.
_LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


class WallClock:
    """The wall clock of processes with these environment variables.

    Their monotonic clock is the machine's own.
    """

    def __init__(self, file: Path) -> None:
        need(_LIBRARIES, "libfaketime is not installed: `apt-get install libfaketime`.")
        self._file = file
        self.jump(0)

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables of the process."""
        return {
            "LD_PRELOAD": str(_LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def jump(self, seconds: float) -> None:
        """Set the clock relative to the machine's own."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{seconds:+.0f}", "ascii")
        os.replace(new, self._file)
