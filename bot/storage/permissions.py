"""The permissions of a SQLite store: its files, and a folder that holds nothing else."""

import logging
import re
import stat
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

FILE: Final = 0o600
FOLDER: Final = 0o700
# What SQLite and the bot put beside the file, and what is kept of lost files.
_SUFFIXES: Final = r"(-wal|-shm|-journal|-recovery)?(\.aside-\w+)?"


def make_private(store: Path) -> None:
    """Take the permissions of all but the owner from the store's files, and from their folder.

    A folder that holds other files, or has the sticky bit, as /tmp has, is used by others as well
    and is left as it is. Links may lead to files of others: only the store's own is followed.

    Raises:
        OSError: the folder cannot be read.
    """
    store = store.resolve()
    is_own = re.compile(re.escape(store.name) + _SUFFIXES).fullmatch
    everything = list(store.parent.iterdir())
    files = [path for path in everything if is_own(path.name) and not path.is_symlink()]
    for path in files:
        _restrict(path, FILE)
    is_shared = store.parent.stat().st_mode & stat.S_ISVTX
    if len(files) == len(everything) and not is_shared:
        _restrict(store.parent, FOLDER)


def _restrict(path: Path, most: int) -> None:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & ~most:
            path.chmod(mode & most)
    except FileNotFoundError:
        return  # another process has removed or renamed it
    except OSError as exc:  # it belongs to another user
        log.warning("permissions not changed", extra={"path": str(path)}, exc_info=exc)
