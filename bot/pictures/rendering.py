"""Vega-Lite as PNG. Only the drawing process may import this: it permanently takes 100 MB."""

import io
from pathlib import Path
from typing import Final

import vl_convert
from PIL import Image

from bot.pictures.wire import MAX_PICTURE_BYTES

_FONTS: Final = Path(__file__).with_name("fonts")
# Two pixels for each pixel of the picture, as screens have them.
_SCALE: Final = 2.0
# The bytes decrease about as much as the width.
_SPARE: Final = 0.97
_COLOURS: Final = 32  # all colours that are used, with shades at edges

vl_convert.register_font_directory(str(_FONTS))


def png_of(spec: str) -> bytes:
    """Draw a chart in at most MAX_PICTURE_BYTES, with fewer pixels if necessary.

    Args:
        spec: Vega-Lite as JSON. Nothing is fetched for it.

    Raises:
        ValueError: it is not valid Vega-Lite, or refers to an image or a URL.
    """
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    if "<image" in svg:  # "<" is escaped in texts; images would be fetched in spite of the list
        raise ValueError("an image")
    scale = _SCALE
    while len(png := _packed(vl_convert.svg_to_png(svg, scale=scale))) > MAX_PICTURE_BYTES:
        scale *= _SPARE * MAX_PICTURE_BYTES / len(png)
    return png


def _packed(png: bytes) -> bytes:
    """Write the picture with a palette, which takes a quarter of the bytes."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        reduced = picture.convert("RGB").quantize(
            _COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
    reduced.save(written, "PNG", optimize=True)
    return written.getvalue()
