"""Files with secrets, which are replaced while the bot runs and so are read each time."""

import asyncio
from pathlib import Path

from genie import GenieSetupError


async def read_secret(path: Path, setting: str) -> bytes:
    """Return the content of the file that a setting names.

    Raises:
        GenieSetupError: it cannot be read, or is empty. The text names the setting and not the
            path: by mistake, the setting may hold the secret itself.
    """
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except OSError as exc:
        raise GenieSetupError(f"no file as {setting} names it: {exc.strerror}") from exc
    if not content.strip():
        raise GenieSetupError(f"the file that {setting} names is empty")
    return content


async def read_token(path: Path, setting: str) -> str:
    """Return the token in the file that a setting names; see read_secret."""
    return (await read_secret(path, setting)).decode("utf-8", errors="replace").strip()
