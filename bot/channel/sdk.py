"""The SDK's parts for an application, without what only its own prompts and clients use.

That takes 19 MB: recognizers of numbers, dates and choices, a client of OAuth, and guesses at the
encoding of responses. Prompts (bot/dialogs/prompts.py) and requests (bot/channel/conversations.py)
are our own here. It has to be imported before any other part of the SDK.
"""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_UNUSED = (
    "emoji",
    "oauthlib",
    "recognizers_choice",
    "recognizers_date_time",
    "recognizers_number",
    "requests_oauthlib",
)
# requests warns that it will take responses to be in UTF-8; those of a login service are.
_OPTIONAL = "charset_normalizer"


class _Unused(ModuleType):
    """A module whose names can be imported, and are of no use."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return None


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Inside the block, imports of these modules load nothing."""
    absent = {name: _Unused(name) for name in names if name not in sys.modules}
    missing = {_OPTIONAL: None} if _OPTIONAL not in sys.modules else {}
    sys.modules.update(absent | missing)  # type: ignore[arg-type]  # None: it cannot be imported
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="requests")
            yield
    finally:
        for name in (*absent, *missing):
            del sys.modules[name]


with _without(*_UNUSED):
    from botbuilder.core.integration import aiohttp_error_middleware
    from botbuilder.dialogs import (
        ComponentDialog,
        Dialog,
        DialogContext,
        DialogInstance,
        DialogSet,
        DialogState,
        DialogTurnResult,
        DialogTurnStatus,
        WaterfallDialog,
        WaterfallStepContext,
    )


def release(dialogs: DialogContext) -> None:
    """Break the SDK's reference cycle, so that a turn's memory is free when the turn ends.

    The state manager of a dialog context, which is not used here, refers back to the context.
    """
    dialogs.state = None


__all__ = [
    "ComponentDialog",
    "Dialog",
    "DialogContext",
    "DialogInstance",
    "DialogSet",
    "DialogState",
    "DialogTurnResult",
    "DialogTurnStatus",
    "WaterfallDialog",
    "WaterfallStepContext",
    "aiohttp_error_middleware",
    "release",
]
