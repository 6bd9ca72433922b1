"""Draws a chart as a PNG. Slow to import, and never by the server: see painter.py."""

import io
import math
import warnings
from collections.abc import Sequence
from functools import cache
from typing import Final

from PIL import Image, ImageColor

from bot.pictures.bars import bars_height_px, draw_bars
from bot.pictures.frame import Gaps
from bot.pictures.lettering import use_our_fonts
from bot.pictures.lines import draw_lines
from bot.pictures.looks import BASELINE, COLOURS, DIM, GRID, INK, REST
from bot.pictures.shares import are_shares, draw_shares
from bot.pictures.sheet import TITLE_PX, WIDTH_PX, Sheet
from bot.pictures.wire import MAX_PICTURE_BYTES
from cards.charts.model import Chart, Kind

_NOTHING: Final = "–"
# How many shades each colour has at its edges, from the best picture to the smallest;
# then it gets smaller itself.
_SHADES: Final = (4, 2)
_SHRINKING: Final = 0.8

use_our_fonts()


def png(chart: Chart) -> bytes:
    """Draw a chart, in at most MAX_PICTURE_BYTES.

    What cannot be shown as its kind says (shares of what is below zero) is drawn as bars.
    """
    series = [[_finite(value) for value in one.values] for one in chart.series]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nobody is there to read them
        return _packed(_sheet(chart, series))


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _sheet(chart: Chart, series: Sequence[Gaps]) -> Sheet:
    if not any(value is not None for values in series for value in values):
        sheet = Sheet(chart.title)
        middle = WIDTH_PX / 2, sheet.height_px / 2
        sheet.write(*middle, _NOTHING, size_px=TITLE_PX, colour=DIM, side="center")
    elif chart.kind is Kind.LINE:
        sheet = Sheet(chart.title)
        draw_lines(sheet, chart, series)
    elif chart.kind is Kind.SHARE and are_shares(series):
        sheet = Sheet(chart.title)
        draw_shares(sheet, chart, series[0])
    else:
        sheet = Sheet(chart.title, bars_height_px(chart))
        draw_bars(sheet, chart, series)
    return sheet


def _packed(sheet: Sheet) -> bytes:
    """Write the sheet with as many shades and pixels as there is room for."""
    factor = 1.0
    while True:
        picture = sheet.picture(factor)
        for shades in _SHADES:
            packed = _with_palette(picture, _palette(shades))
            if len(packed) <= MAX_PICTURE_BYTES:
                return packed
        factor *= _SHRINKING


@cache
def _palette(shades: int) -> Image.Image:
    """Return our colours, each mixed with white in so many steps.

    Colours that are chosen by their frequency would turn thin lines into one another.
    """
    mixed = {
        tuple(round(255 - (255 - part) * step / shades) for part in ImageColor.getrgb(colour))
        for colour in (INK, DIM, BASELINE, GRID, REST, *COLOURS)
        for step in range(1, shades + 1)
    }
    image = Image.new("P", (1, 1))
    image.putpalette([part for colour in ((255, 255, 255), *sorted(mixed)) for part in colour])
    return image


def _with_palette(picture: Image.Image, palette: Image.Image) -> bytes:
    written = io.BytesIO()
    reduced = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    reduced.save(written, "PNG", optimize=True)
    return written.getvalue()
