"""The pictures to take, of each card in each language, and checks of them."""

import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from cards import CardMessage
from tests.gallery.cards import READERS, gallery

# Borders and backgrounds are lighter; even a few letters have more dark pixels.
DARK: Final = 128
FEWEST_DARK_PIXELS: Final = 40


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture to take."""

    name: str
    language: str
    message: CardMessage

    @property
    def file_name(self) -> str:
        """The file name of the picture in the folder of its renderer."""
        return f"{self.name}.{self.language}.png"

    def save(self, picture: bytes, folder: Path) -> list[str]:
        """Save a picture, and return what is wrong with it."""
        (folder / self.file_name).write_bytes(picture)
        return self.labelled("the picture is blank") if is_blank(picture) else []

    def labelled(self, *problems: str) -> list[str]:
        """Prefix problems with the name of the picture."""
        return [f"{self.name}.{self.language}: {problem}" for problem in problems]


def shots(only: Collection[str] = ()) -> list[Shot]:
    """List the pictures of these cards, or of all.

    Raises:
        ValueError: there is no card of such a name.
    """
    cards = gallery()
    if unknown := set(only) - {card.name for card in cards}:
        raise ValueError(f"There is no card called {', '.join(sorted(unknown))}.")
    return [
        Shot(card.name, language, card.make(reader))
        for card in cards
        if not only or card.name in only
        for language, reader in READERS.items()
    ]


def is_blank(picture: bytes) -> bool:
    """Whether a PNG has nothing to read."""
    with Image.open(io.BytesIO(picture)) as image:
        return sum(image.convert("L").histogram()[:DARK]) < FEWEST_DARK_PIXELS
