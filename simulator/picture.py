"""A bar chart as PNG, drawn by hand: a real picture without a drawing library."""

import struct
import zlib
from collections.abc import Sequence

_WIDTH, _HEIGHT, _MARGIN = 640, 360, 24
_PAPER, _BAR = b"\xff\xff\xff", b"\x1b\x6e\xc2"
_RGB_8_BIT = b"\x08\x02\x00\x00\x00"


def bar_chart(values: Sequence[float]) -> bytes:
    """One bar per value, on white."""
    highest = max((abs(value) for value in values), default=0.0) or 1.0
    slot = (_WIDTH - 2 * _MARGIN) / max(len(values), 1)
    heights = [abs(value) / highest * (_HEIGHT - 2 * _MARGIN) for value in values]
    rows = bytearray()
    for y in range(_HEIGHT):
        from_ground = _HEIGHT - _MARGIN - y
        line = bytearray(_PAPER * _WIDTH)
        for number, height in enumerate(heights):
            if 0 < from_ground <= height:
                left = round(_MARGIN + slot * (number + 0.15))
                right = max(round(_MARGIN + slot * (number + 0.85)), left + 1)
                line[left * 3 : right * 3] = _BAR * (right - left)
        rows += b"\x00" + line
    header = struct.pack(">II", _WIDTH, _HEIGHT) + _RGB_8_BIT
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
