"""Pictures, looked at."""

import io
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

Mask = NDArray[np.bool_]


def opened(png: bytes) -> Image.Image:
    """Return the picture, as it is stored."""
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    return picture


def mask(png: bytes, colour: str) -> Mask:
    """Return for each pixel, in rows, whether it has this colour."""
    pixels = np.asarray(opened(png).convert("RGB"))
    return np.asarray((pixels == ImageColor.getrgb(colour)).all(axis=2))


def box(where: Mask) -> tuple[int, int, int, int]:
    """Return the left, top, right and bottom of what is to be seen."""
    rows, columns = np.nonzero(where)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def patches(where: Mask) -> list[tuple[int, int]]:
    """Return from which column to which there is something, without a break."""
    columns = np.flatnonzero(where.any(axis=0)).tolist()
    breaks = [(a, b) for a, b in pairwise(columns) if b - a > 1]
    firsts = [columns[0], *(b for _, b in breaks)]
    lasts = [*(a for a, _ in breaks), columns[-1]]
    return list(zip(firsts, lasts, strict=True))
