"""Standard error takes whole lines, whatever the system takes at once."""

import os
import threading

import pytest

from server.logs.streams import Unbuffered


@pytest.mark.skipif(os.name != "posix", reason="Pipes of Windows are always blocking.")
@pytest.mark.parametrize("is_blocking", [False, True])
def test_a_text_is_written_whole(*, is_blocking: bool) -> None:
    """A pipe takes 64 KB at once, and another process may make it non-blocking."""
    reading, writing = os.pipe()
    os.set_blocking(writing, is_blocking)
    text = "é\ud800" + "x" * 200_000

    def write() -> None:
        Unbuffered(writing).write(text)
        os.close(writing)

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    with open(reading, "rb") as pipe:
        assert pipe.read().decode() == "é\\ud800" + "x" * 200_000
    thread.join()


def test_a_pipe_is_no_terminal() -> None:
    """Lines are JSON there."""
    reading, writing = os.pipe()
    try:
        assert not Unbuffered(writing).isatty()
    finally:
        os.close(reading)
        os.close(writing)
