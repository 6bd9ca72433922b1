"""`python -m bot.pictures [IDLE_S]`: draws the charts that come in, until no more come.

The server starts it (child.py) and talks to it in lines (wire.py).
"""

import json
import os
import signal
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from bot.pictures.wire import Sort

_IDLE_S: Final = 60.0
# The server's event loop, and everything else, goes first.
_NICE: Final = 10
# It names our fonts alone: what a machine has besides makes no difference, and takes no time.
_FONT_LIST: Final = Path(__file__).with_name("fonts") / "fonts.conf"


def main(arguments: list[str]) -> None:
    """Serve until the end of the input, or until no chart has come for so many seconds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is meant for the server, which ends us
    if hasattr(os, "nice"):
        os.nice(_NICE)
    os.putenv("FONTCONFIG_FILE", str(_FONT_LIST))
    idle_s = float(arguments[0]) if arguments else _IDLE_S
    with _output() as output:
        for chart in _charts(sys.stdin.buffer, idle_s):
            sort, body = _reply(chart)
            output.write(json.dumps([sort, body]).encode() + b"\n")
            output.flush()
            if sort is Sort.UNABLE:
                return


def _output() -> BinaryIO:
    """Keep the output for replies: whatever prints, prints to where errors go."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output


def _charts(requests: BinaryIO, idle_s: float) -> Iterator[str]:
    """Yield what comes in; end the process after so long without anything."""
    while True:
        # Waiting with a limit for what comes through a pipe works differently on each system.
        # A request that comes in the moment in which this ends finds the process gone.
        idle = threading.Timer(idle_s, os._exit, args=(0,))
        idle.daemon = True
        idle.start()
        line = requests.readline()
        idle.cancel()
        if not line.endswith(b"\n"):
            return
        yield line.decode()


def _reply(chart: str) -> tuple[Sort, str]:
    try:
        from bot.pictures.rendering import png_of  # noqa: PLC0415 - it may be missing
    except ImportError as exc:
        return Sort.UNABLE, type(exc).__name__
    try:
        return Sort.PICTURE, b64encode(png_of(chart)).decode()
    except Exception as exc:  # noqa: BLE001 - one chart must not cost the next ones their picture
        return Sort.FAILED, type(exc).__name__


if __name__ == "__main__":
    main(sys.argv[1:])
