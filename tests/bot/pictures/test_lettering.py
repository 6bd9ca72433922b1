"""What is written in pictures, on any machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib import font_manager

from bot.pictures import lettering
from bot.pictures.drawing import png
from bot.pictures.lettering import fit, plain, width_px, wrap
from cards.charts.model import Kind
from tests.bot.pictures.charts import chart
from tests.needs import ROOT

FONTS = ROOT / "bot" / "pictures" / "fonts"
OURS = ("DejaVuSans.ttf", "NotoSansCJKtc-Regular.subset.otf")
MOST_FONT_BYTES = 4_000_000

# Draws as the program does, and tells what was opened and started meanwhile.
TELLTALE = """
import json, sys
touched = []
def note(event, arguments):
    if event in {"open", "os.listdir", "os.scandir"}:
        touched.append(str(arguments[0]))
    elif event == "subprocess.Popen":
        touched.append("process: " + str(arguments[1]))
sys.addaudithook(note)
from bot.pictures.font_list import import_font_manager
import_font_manager()
from bot.pictures.drawing import png
from tests.bot.pictures.charts import chart
from cards.charts.model import Kind
pictures = [png(chart(Kind.BAR, (1.0,), title=title)).hex() for title in json.loads(sys.argv[1])]
print(json.dumps([touched, pictures]))
"""


def test_chinese_needs_no_font_of_the_machine(tmp_path: Path) -> None:
    """Servers have none; looking for some would take seconds, and differ between machines."""
    titles = ["營收", "營業", "□□"]
    command = [sys.executable, "-c", TELLTALE, json.dumps(titles)]
    environment = {"HOME": str(tmp_path), "MPLCONFIGDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    told = subprocess.run(  # noqa: S603 - our own program
        command, env=environment, capture_output=True, check=True, text=True
    )

    touched, pictures = json.loads(told.stdout)
    assert len(set(pictures)) == len(titles)
    assert told.stderr == ""
    assert [path for path in touched if path.startswith("process")] == []
    files = [Path(path) for path in touched]
    fonts = {file.name for file in files if file.suffix in {".ttf", ".otf", ".ttc", ".afm"}}
    assert fonts <= {*OURS, "LastResortHE-Regular.ttf"}
    assert [path for path in touched if path.startswith("/usr/share/fonts")] == []


def test_matplotlib_knows_our_fonts_only() -> None:
    """What a machine has besides makes no difference."""
    assert {font.name for font in font_manager.fontManager.ttflist} == set(lettering.FAMILIES)


def test_the_font_has_what_people_write() -> None:
    """Names of companies and people, prices and dates, in both kinds of Chinese and in Japanese."""
    texts = (
        "臺灣積體電路製造股份有限公司、宏碁（碁、裏、恒、粧）",
        "长城汽车股份有限公司：营业额￥１，０００",
        "株式会社日立製作所「カメラ」あいう㈱①",
        "ㄅㄆㄇ，。；！？《》〈〉…—～％",
    )

    for text in texts:
        assert plain(text) == text


def test_the_font_is_small_and_comes_with_its_licence() -> None:
    """Everybody who deploys the bot carries it along."""
    (font,) = FONTS.glob("*.otf")

    assert font.stat().st_size <= MOST_FONT_BYTES
    licence = (FONTS / "OFL.txt").read_text("utf-8")
    assert "© 2014-2021 Adobe" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Revenue\n\tby region ", "Revenue by region"),
        ("📈 Sales 👩‍💻", "Sales"),
        ("한국 Korea", "□□ Korea"),
        ("👩‍💻", "□"),
        ("\ud800x\x00\u202ey", "x y"),
        ("e\u0301", "é"),
        ("\U0001d400", "A"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_what_cannot_be_drawn_is_a_box_or_left_out(text: str, shown: str) -> None:
    """A letter that is missing has to be seen; an emoji, or half a character, has not."""
    assert plain(text) == shown


def test_a_missing_character_does_not_prevent_the_picture() -> None:
    """It is drawn as a box."""
    drawn = png(chart(Kind.BAR, (1.0,), title="한"))

    assert drawn == png(chart(Kind.BAR, (1.0,), title="□"))


def test_texts_fit_into_their_room() -> None:
    """What is cut off says so."""
    text = "An exceedingly long name of a customer"

    assert fit(text, 20, 1000) == text
    assert fit(text, 20, 200).endswith("…")
    assert width_px(fit(text, 20, 200), 20) <= 200
    assert fit(text, 20, 1) == "…"


def test_lines_break_between_words_and_between_chinese_characters() -> None:
    """Only the last line is cut off; no line is longer than its room."""
    assert wrap("Net revenue by region", 20, 130, most_lines=3) == ["Net revenue", "by region"]
    assert wrap("各地區淨營收", 20, 65, most_lines=2) == ["各地區", "淨營收"]
    assert wrap("各地區淨營收", 20, 65, most_lines=1) == ["各地…"]
    assert wrap("Donaudampfschifffahrt now", 20, 100, most_lines=2)[1] == "now"
    assert wrap("", 20, 100, most_lines=2) == []
