"""The protocol between the server and the drawing process: lines.

A line to the process is a chart in Vega-Lite; the reply is a Sort and its body, as a JSON list.
"""

from enum import StrEnum
from typing import Final

# A card may have 80 KB as UTF-16; a picture of 28 KB, in base64 and UTF-16, takes 75 of them.
MAX_PICTURE_BYTES: Final = 28_000


class Sort(StrEnum):
    """The type of a reply's body."""

    PICTURE = "picture"  # a PNG, in base64
    FAILED = "failed"  # the name of the error; the next chart may succeed
    UNABLE = "unable"  # the name of the error; no chart can be drawn, and the process ends
