"""The paper of a picture: its size, what is written on it and where, all in pixels from the top."""

import io
from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

from bot.pictures.lettering import plain, wrap
from bot.pictures.looks import INK

# On a phone the picture is about 360 wide: everything gets smaller by a factor of 2.5.
WIDTH_PX: Final = 900
HEIGHT_PX: Final = 540
MARGIN_PX: Final = 24
TITLE_PX: Final = 29
TEXT_PX: Final = 23
SMALL_PX: Final = 20
LINE: Final = 1.3  # the height of a line of text, in its size
# At this resolution a point is a pixel: sizes of fonts and lines need no conversion.
_DPI: Final = 72

_TITLE_LINES: Final = 2

Side = Literal["left", "center", "right"]


class Sheet:
    """A white sheet that fills up from the top: top_px is where there is still room."""

    def __init__(self, title: str, height_px: int = HEIGHT_PX) -> None:
        self.height_px = height_px
        self.top_px: float = MARGIN_PX * 0.75
        size = WIDTH_PX / _DPI, height_px / _DPI
        self.figure = Figure(figsize=size, dpi=_DPI, facecolor="white")
        self._canvas = FigureCanvasAgg(self.figure)
        self._write_title(title)

    def write(  # noqa: PLR0913 - where and how are all that a text has
        self,
        x_px: float,
        y_px: float,
        text: str,
        *,
        size_px: float = TEXT_PX,
        colour: str = INK,
        side: Side = "left",
    ) -> None:
        """Write a line, y_px from the top to its middle."""
        self.figure.text(
            x_px / WIDTH_PX,
            1 - y_px / self.height_px,
            text,
            size=size_px,
            color=colour,
            ha=side,
            va="center_baseline",
        )

    def _write_title(self, title: str) -> None:
        room_px = WIDTH_PX - 2 * MARGIN_PX
        for line in wrap(plain(title), TITLE_PX, room_px, most_lines=_TITLE_LINES):
            self.write(MARGIN_PX, self.top_px + TITLE_PX * LINE / 2, line, size_px=TITLE_PX)
            self.top_px += TITLE_PX * LINE
        self.top_px += 6

    def picture(self, factor: float) -> Image.Image:
        """Return what is on the sheet, so many times as large."""
        self.figure.set_dpi(_DPI * factor)
        drawn = io.BytesIO()
        self.figure.savefig(drawn, format="rgba", dpi="figure")
        size = self._canvas.get_width_height()
        return Image.frombytes("RGBA", size, drawn.getvalue()).convert("RGB")

    @property
    def pixels(self) -> Transform:
        """How things are placed in pixels from the left and from below, in pictures of any size."""
        return Affine2D().scale(1 / _DPI) + self.figure.dpi_scale_trans

    def axes(self, left_px: float, top_px: float, right_px: float, bottom_px: float) -> Axes:
        """Return axes without a frame; their sides are counted from the sheet's left and top."""
        wide_px, high_px = max(1.0, right_px - left_px), max(1.0, bottom_px - top_px)
        bounds = (
            left_px / WIDTH_PX,
            1 - bottom_px / self.height_px,
            wide_px / WIDTH_PX,
            high_px / self.height_px,
        )
        axes = self.figure.add_axes(bounds)
        axes.set_axisbelow(True)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.tick_params(length=0, pad=8, labelsize=TEXT_PX, labelcolor=INK)
        return axes
