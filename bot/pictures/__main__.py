"""`python -m bot.pictures [IDLE_S]`: draws charts from its input, until it has been idle.

The server starts it (child.py) and communicates with it in lines (wire.py).
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
# The server's event loop, and everything else, has priority.
_NICE: Final = 10
# It lists only our own fonts: those of the machine make no difference, and need no time.
_FONT_LIST: Final = Path(__file__).with_name("fonts") / "fonts.conf"


def main(arguments: list[str]) -> None:
    """Serve until the end of the input, or until no chart has come for this many seconds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the server, which ends us
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
    """Reserve stdout for replies: everything that is printed goes to stderr."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output


def _charts(requests: BinaryIO, idle_s: float) -> Iterator[str]:
    """Yield each line of input; end the process when it has been idle for this long."""
    while True:
        # Each system has a different way to wait for a pipe with a timeout; a timer works on all. A
        # request that arrives while the process ends is lost; the server then starts another
        # process.
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
        from bot.pictures.rendering import png_of  # noqa: PLC0415 - it may not be installed
    except ImportError as exc:
        return Sort.UNABLE, type(exc).__name__
    try:
        return Sort.PICTURE, b64encode(png_of(chart)).decode()
    except Exception as exc:  # noqa: BLE001 - the next charts must still be drawn
        return Sort.FAILED, type(exc).__name__


if __name__ == "__main__":
    main(sys.argv[1:])
