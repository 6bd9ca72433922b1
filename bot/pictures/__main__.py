"""`python -m bot.pictures [IDLE_S]`: draws the charts that come in, until nobody asks any more.

The server starts it (painter.py). Frames as in wire.py come through its input and its output.
"""

import os
import signal
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import BinaryIO, Final

_MODEL: Final = "cards.charts.model"
_MODEL_FILE: Final = Path(__file__).parents[2] / "cards" / "charts" / "model.py"
_IDLE_S: Final = 60.0
# How much the server's event loop, and everything else, goes before.
_NICE: Final = 10


def main(arguments: list[str]) -> None:
    """Serve until the end of the input, or until nobody has asked for so many seconds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is meant for the server, which ends us
    if hasattr(os, "nice"):
        os.nice(_NICE)
    _load_model_alone()
    from bot.pictures.serving import serve  # noqa: PLC0415 - the model has to be there

    serve(sys.stdin.buffer, _output(), idle_s=float(arguments[0]) if arguments else _IDLE_S)


def _load_model_alone() -> None:
    """Load the one module of the cards that is needed, without its package.

    That would bring most of the server along: 30 MB, and 0.3 s of the first picture.
    """
    spec = spec_from_file_location(_MODEL, _MODEL_FILE)
    if spec is None or spec.loader is None:  # no file of that name, and the import will say so
        return
    module = sys.modules[_MODEL] = module_from_spec(spec)
    spec.loader.exec_module(module)


def _output() -> BinaryIO:
    """Keep the output for frames: whatever prints, prints to where errors go."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output


if __name__ == "__main__":
    main(sys.argv[1:])
