"""The pictures to be taken: each card in each language, and what is wrong with a picture."""

import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from cards import CardMessage
from tests.gallery.cards import READERS, gallery

# Borders and backgrounds are light; a few letters alone have more dark pixels.
DARK: Final = 128
FEWEST_DARK_PIXELS: Final = 40


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture to be taken."""

    name: str
    language: str
    message: CardMessage

    @property
    def file_name(self) -> str:
        """What the picture is called in the folder of its renderer."""
        return f"{self.name}.{self.language}.png"

    def save(self, picture: bytes, folder: Path) -> list[str]:
        """Keep a picture, and say what is wrong with it."""
        (folder / self.file_name).write_bytes(picture)
        return self.said("the picture is blank") if is_blank(picture) else []

    def said(self, *problems: str) -> list[str]:
        """Say of which picture these are the problems."""
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
    """Whether there is nothing to read in a PNG."""
    with Image.open(io.BytesIO(picture)) as image:
        return sum(image.convert("L").histogram()[:DARK]) < FEWEST_DARK_PIXELS
