"""Files that are replaced while a test runs."""

from pathlib import Path


def replace(file: Path, content: str | None) -> None:
    """Write another content into a file; None: delete it."""
    if content is None:
        file.unlink()
    else:
        file.write_text(content, "utf-8")
