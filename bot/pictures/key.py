"""Which look is which series."""

from collections.abc import Sequence
from typing import Final

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from bot.pictures.lettering import ELLIPSIS, fit, plain, width_px
from bot.pictures.looks import Look
from bot.pictures.sheet import LINE, MARGIN_PX, TEXT_PX, WIDTH_PX, Sheet

SWATCH_PX: Final = (34, 18)
_MOST_ROWS: Final = 3
_ROW_PX: Final = TEXT_PX * LINE + 4
_GAP_PX: Final = 10
_BETWEEN_PX: Final = 28
_REST_PX: Final = 100  # "… +199"


def draw_key(sheet: Sheet, names: Sequence[str], looks: Sequence[Look]) -> None:
    """Name the series below the title, in rows; those that find no room are counted."""
    x_px, row = float(MARGIN_PX), 1
    for index, (name, look) in enumerate(zip(names, looks, strict=True)):
        text = fit(plain(name), TEXT_PX, WIDTH_PX / 3)
        end_px = x_px + SWATCH_PX[0] + _GAP_PX + width_px(text, TEXT_PX)
        left = len(names) - index
        reserved_px = _REST_PX if row == _MOST_ROWS and left > 1 else 0
        if end_px + reserved_px > WIDTH_PX - MARGIN_PX:
            if row == _MOST_ROWS:
                sheet.write(x_px, sheet.top_px + _ROW_PX / 2, f"{ELLIPSIS} +{left}")
                break
            end_px, x_px, row = end_px - x_px + MARGIN_PX, MARGIN_PX, row + 1
            sheet.top_px += _ROW_PX
        y_px = sheet.top_px + _ROW_PX / 2
        draw_swatch(sheet, x_px, y_px, look)
        sheet.write(x_px + SWATCH_PX[0] + _GAP_PX, y_px, text)
        x_px = end_px + _BETWEEN_PX
    sheet.top_px += _ROW_PX + 4


def draw_swatch(sheet: Sheet, x_px: float, y_px: float, look: Look) -> None:
    """Draw an example of a look, x_px from the left, y_px from the top to its middle."""
    wide_px, high_px = SWATCH_PX
    middle_px = sheet.height_px - y_px
    if look.marker:
        line = Line2D(
            [x_px, x_px + wide_px / 2, x_px + wide_px],
            [middle_px] * 3,
            color=look.colour,
            linestyle=look.dashes,
            linewidth=3,
            marker=look.marker,
            markersize=10,
            markevery=[1],
            transform=sheet.pixels,
        )
        sheet.figure.add_artist(line)
        return
    area = Rectangle(
        (x_px, middle_px - high_px / 2),
        wide_px,
        high_px,
        facecolor=look.colour,
        hatch=look.hatch or None,
        hatchcolor="white",
        linewidth=0,
        transform=sheet.pixels,
    )
    sheet.figure.add_artist(area)
