"""Vega-Lite as PNG. Only the process that draws may import this: it takes 100 MB for ever."""

import io
from pathlib import Path
from typing import Final

import vl_convert
from PIL import Image

from bot.pictures.wire import MAX_PICTURE_BYTES

_FONTS: Final = Path(__file__).with_name("fonts")
# Two pixels for each of the picture's own: it is shown on screens that have as many.
_SCALE: Final = 2.0
# A picture with fewer pixels has fewer bytes by about the same factor as it is less wide.
_SPARE: Final = 0.97
_COLOURS: Final = 32  # all that we use, with shades at edges

vl_convert.register_font_directory(str(_FONTS))


def png_of(spec: str) -> bytes:
    """Draw a chart, in at most MAX_PICTURE_BYTES: with fewer pixels where it has to be.

    Args:
        spec: Vega-Lite as JSON. Nothing is fetched for it, from anywhere.

    Raises:
        ValueError: it is no such thing, or wants to fetch something.
    """
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    if "<image" in svg:  # texts have no "<" there; images would be fetched in spite of the list
        raise ValueError("an image")
    scale = _SCALE
    while len(png := _packed(vl_convert.svg_to_png(svg, scale=scale))) > MAX_PICTURE_BYTES:
        scale *= _SPARE * MAX_PICTURE_BYTES / len(png)
    return png


def _packed(png: bytes) -> bytes:
    """Write the picture with a palette: a quarter of the bytes."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        reduced = picture.convert("RGB").quantize(
            _COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
    reduced.save(written, "PNG", optimize=True)
    return written.getvalue()
