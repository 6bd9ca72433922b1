"""Programs of several processes: all that they have started, and their usage (Linux).

Pages that processes share count once: PSS. Source:
https://www.kernel.org/doc/html/latest/filesystems/proc.html
"""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SAMPLED_EVERY_S: Final = 1.0
_PSS: Final = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(slots=True)
class Tree:
    """A running bot: its port, and the processes that were started for it."""

    port: int
    roots: tuple[int, ...]
    peak_mb: float = 0.0
    most_processes: int = 0

    @property
    def cpu_s(self) -> float:
        """The CPU seconds of all processes, in user and system mode, also of those that ended."""
        ticks = sum(sum(map(int, fields[11:15])) for fields in self._stats().values())
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Return the PSS of all processes."""
        return sum(_pss_kb(pid) for pid in self._stats()) / 1024

    def processes(self) -> int:
        """Return how many there are now."""
        return len(self._stats())

    def forget_peak(self) -> None:
        """Begin anew with the maximum."""
        self.peak_mb, self.most_processes = 0.0, 0

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Keep peak_mb and most_processes up to date inside the block, once a second."""
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()

    def kill(self) -> None:
        """End all processes at once."""
        for pid in self._stats():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def _watch(self) -> None:
        while True:
            self.peak_mb = max(self.peak_mb, await asyncio.to_thread(self.memory_mb))
            self.most_processes = max(self.most_processes, self.processes())
            await asyncio.sleep(_SAMPLED_EVERY_S)

    def _stats(self) -> dict[int, list[str]]:
        """Return the fields of /proc/PID/stat from the state on, of each process of the tree."""
        stats = dict(_all_stats())
        members = {pid for pid in self.roots if pid in stats}
        while more := {p for p, fields in stats.items() if int(fields[1]) in members} - members:
            members |= more
        return {pid: stats[pid] for pid in members}


def _all_stats() -> Iterator[tuple[int, list[str]]]:
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            stat = (path / "stat").read_text("utf-8", "replace")
            yield int(path.name), stat.rpartition(")")[2].split()


def _pss_kb(pid: int) -> int:
    with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8"))
        return int(found[1]) if found else 0
    return 0
