"""The loop of the process that draws: a chart comes in, a picture or an error goes out."""

import os
import threading
from collections.abc import Callable, Iterator
from functools import cache
from typing import BinaryIO

from bot.pictures.wire import HEADER, MAX_CHART_BYTES, Sort, chart_from_json, frame, header
from cards.charts.model import Chart


def serve(requests: BinaryIO, replies: BinaryIO, *, idle_s: float) -> None:
    """Answer until the end of the input; end the process after so long without a request."""
    for body in _bodies(requests, idle_s):
        sort, reply = _answer(body)
        replies.write(frame(sort, reply))
        replies.flush()
        if sort is Sort.UNABLE:
            return


def _bodies(requests: BinaryIO, idle_s: float) -> Iterator[bytes]:
    while head := _head(requests, idle_s):
        _, length = header(head, most_bytes=MAX_CHART_BYTES)
        body = requests.read(length)
        if len(body) < length:
            return
        yield body


def _head(requests: BinaryIO, idle_s: float) -> bytes:
    """Wait for the next request; b"" if none comes any more."""
    # Waiting with a limit for what comes through a pipe works differently on each system.
    # Whoever asks in the very moment in which this ends finds the process gone, and asks another.
    idle = threading.Timer(idle_s, os._exit, args=(0,))
    idle.daemon = True
    idle.start()
    try:
        head = requests.read(HEADER.size)
    finally:
        idle.cancel()
    return head if len(head) == HEADER.size else b""


def _answer(body: bytes) -> tuple[Sort, bytes]:
    try:
        png = _drawing()
    except ImportError as exc:
        return Sort.UNABLE, type(exc).__name__.encode()
    try:
        return Sort.PICTURE, png(chart_from_json(body))
    except Exception as exc:  # noqa: BLE001 - one chart must not cost the next ones their picture
        return Sort.FAILED, type(exc).__name__.encode()


@cache
def _drawing() -> Callable[[Chart], bytes]:
    """Import what draws, the first time; it may be missing."""
    from bot.pictures.font_list import import_font_manager  # noqa: PLC0415

    import_font_manager()
    from bot.pictures.drawing import png  # noqa: PLC0415 - after the font manager

    return png
