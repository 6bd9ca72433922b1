"""The SDK's dialogs, without what its own prompts use to recognise numbers, dates and choices.

That takes 15 MB; the prompts here are our own (bot/dialogs/prompts.py).
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_UNUSED = ("emoji", "recognizers_choice", "recognizers_date_time", "recognizers_number")


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
    sys.modules.update(absent)
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


with _without(*_UNUSED):
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
]
