"""The texts in pictures."""

import pytest

from bot.pictures.lettering import plain, width_px, wrapped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Revenue\n\tby region ", "Revenue by region"),
        ("📈 Sales 👩‍💻", "Sales"),
        ("\ud800x\x00\u202ey\uffff", "x y"),
        ("e\u0301", "é"),
        ("→ 5 °C ★", "→ 5 °C ★"),
        ("👩‍💻", "□"),
        ("  ", ""),
    ],
)
def test_characters_that_cannot_be_drawn_are_left_out(text: str, shown: str) -> None:
    """These are emoji, surrogates, and characters that XML does not allow."""
    assert plain(text) == shown


def test_lines_break_between_words_and_between_chinese_characters() -> None:
    """Nothing is lost, and no line is longer than its room."""
    assert wrapped("Net revenue by region", 20, 130) == ["Net revenue", "by region"]
    assert wrapped("各地區淨營收", 20, 65) == ["各地區", "淨營收"]
    assert wrapped("", 20, 100) == []


def test_a_word_that_is_longer_than_a_line_is_broken() -> None:
    """Databases have long names without spaces."""
    text = "daily_active_users_by_product_line"
    lines = wrapped(text, 20, 100)

    assert "".join(lines) == text
    assert all(width_px(line, 20) <= 100 for line in lines)


def test_lines_do_not_start_or_end_with_the_wrong_punctuation() -> None:
    """A Chinese line does not begin with a comma, or end with an opening bracket."""
    assert wrapped("營收（北區），淨額", 10, 30) == ["營收", "（北", "區），", "淨額"]


def test_an_endless_text_is_cut() -> None:
    """No real chart has one; its picture would be endless, too."""
    lines = wrapped("many words " * 20, 20, 100)

    assert len(lines) == 8
    assert lines[-1].endswith("…")
