"""The content of the gallery, and its error messages."""

import io
import re

import pytest
from PIL import Image, ImageDraw

from cards.reader import Reader
from cards.size import fits
from tests.cards.look import elements
from tests.gallery import __main__ as tool
from tests.gallery.cards import READERS, GalleryCard, gallery
from tests.gallery.shots import is_blank, shots

CARDS = {card.name: card for card in gallery()}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_every_card_can_be_drawn(card: GalleryCard, reader: Reader) -> None:
    """A changed signature of a card's function is found here."""
    assert fits(card.make(reader))


def test_names_of_cards_are_unique_file_names() -> None:
    """Two cards of one name would overwrite each other's picture."""
    assert len(CARDS) == len(gallery())
    assert [name for name in CARDS if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_an_opened_card_shows_what_was_hidden() -> None:
    """It looks as after a press of the button."""
    closed, opened = (CARDS[name].make(READERS["en"]).card for name in ("answer", "answer-how"))

    def visible(card: object) -> set[str]:
        found = elements(card, "Container") + elements(card, "ActionSet")
        return {e["id"] for e in found if "id" in e and e.get("isVisible", True)}

    assert visible(closed) == set()
    assert visible(opened) == {"how-1"}


def test_the_index_shows_every_picture() -> None:
    """Each card is a row, and the columns are languages and renderers."""
    page = tool.index(shots(["answer", "welcome"]))

    assert page.count("<tr>") == 3
    for renderer in tool.RENDERERS:
        for name in ("answer.en", "answer.zh-TW", "welcome.en", "welcome.zh-TW"):
            assert f'src="{renderer}/{name}.png"' in page


def test_an_unknown_card_is_an_error() -> None:
    """Otherwise the gallery would be empty."""
    with pytest.raises(ValueError, match="no card called answers"):
        shots(["answer", "answers"])


def test_missing_programs_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is a sentence for each, with what to do."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(tool, "PLAYGROUND", tool.FOLDER / "nowhere")

    assert tool.main([]) == 2

    said = capsys.readouterr().err
    for thing in ("Chromium", "Node.js", "npm packages"):
        assert f"{thing} is not installed" in said or f"{thing} are not installed" in said


@pytest.mark.parametrize(("letters", "blank"), [(0, True), (3, False)])
def test_a_blank_picture_is_an_error(letters: int, *, blank: bool) -> None:
    """A card with only a border is blank."""
    image = Image.new("RGB", (100, 50), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 99, 49), outline="#e0e0e0")
    ImageDraw.Draw(image).text((10, 10), "ABC"[:letters], fill="#616161", font_size=14)
    picture = io.BytesIO()
    image.save(picture, "PNG")

    assert is_blank(picture.getvalue()) == blank
