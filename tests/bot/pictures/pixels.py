"""Inspects pixels of pictures."""

import io
from collections.abc import Callable

from PIL import Image, ImageColor

# A palette mixes a colour with its surroundings.
_TOLERANCE = 40


def opened(png: bytes) -> Image.Image:
    """Return the picture as it is stored."""
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    return picture


def box(png: bytes, colour: str, *, below_px: int = 0) -> tuple[int, int, int, int]:
    """Return the left, top, right and bottom of the area with this colour, below this height."""
    wanted = ImageColor.getrgb(colour)
    picture = opened(png).convert("RGB")
    found = [part.point(_near(level)) for part, level in zip(picture.split(), wanted, strict=True)]
    where = Image.merge("RGB", found).convert("L").point(lambda level: 255 * (level > 254))
    seen = where.crop((0, below_px, *where.size)).getbbox()
    assert seen, f"nothing is {colour}"
    return seen


def _near(level: int) -> Callable[[int], int]:
    return lambda other: 255 * (abs(other - level) <= _TOLERANCE)
