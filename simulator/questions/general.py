"""Questions about the space itself, and what to say to a question that is not understood."""

from simulator.data import make_tables
from simulator.questions.pattern import Both, TextPattern
from simulator.questions.vocabulary import Word

UNKNOWN = Both(
    "I could not match your question to the data of this space. {capabilities}",
    "我無法將您的問題對應到這個空間的資料。{capabilities}",
)


def general_patterns(
    capabilities: Both, tables: tuple[str, ...], suggests: tuple[str, ...]
) -> tuple[TextPattern, ...]:
    """What can be asked, which tables there are, and a greeting."""
    hello = Both(f"Hello! {capabilities.en}", f"您好!{capabilities.zh}")
    return (
        TextPattern(
            "help",
            about={Word.HELP},
            ask=Both("What can I ask about?", "我可以問什麼?"),
            text=capabilities,
            suggests=suggests,
        ),
        TextPattern(
            "tables",
            about={Word.TABLES},
            ask=Both(
                "What tables do you know, and what do they contain?", "有哪些資料表,內容是什麼?"
            ),
            text=_tables_text(tables),
            suggests=suggests,
        ),
        TextPattern(
            "hello",
            about={Word.HELLO},
            ask=Both("Hello", "你好"),
            text=hello,
            suggests=suggests,
        ),
    )


def _tables_text(names: tuple[str, ...]) -> Both:
    tables = [t for t in make_tables() if _plain(t.name) in names]
    english = "\n".join(f"- **{_plain(t.name)}**: {t.about_en}" for t in tables)
    chinese = "\n".join(f"- **{_plain(t.name)}**:{t.about_zh}" for t in tables)
    return Both(
        f"I know {len(tables)} tables:\n\n{english}",
        f"我可以使用 {len(tables)} 個資料表:\n\n{chinese}",
    )


def _plain(name: str) -> str:
    return name.replace("`", "")
