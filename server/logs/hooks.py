"""What Python would print to standard error with its texts, as lines of the log."""

import logging
import sys
import threading
import warnings
from types import FunctionType, MethodType, TracebackType

log = logging.getLogger(__name__)


def install() -> None:
    """Log exceptions that nothing catches or that Python ignores, and warnings."""
    sys.excepthook = _log_crash
    sys.unraisablehook = _log_ignored
    threading.excepthook = lambda crash: _log_crash(
        crash.exc_type, crash.exc_value, crash.exc_traceback
    )
    warnings.showwarning = _log_warning


def _log_crash(
    kind: type[BaseException], error: BaseException | None, _: TracebackType | None
) -> None:
    if not issubclass(kind, SystemExit | KeyboardInterrupt):
        log.critical("crashed", exc_info=error)


def _log_ignored(ignored: "sys.UnraisableHookArgs") -> None:
    """Log an exception that has no caller, such as a destructor's."""
    log.error(
        "exception ignored", extra={"where": _name(ignored.object)}, exc_info=ignored.exc_value
    )


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    *__: object,
    **___: object,
) -> None:
    """Log a warning without its message, which may quote anything."""
    extra = {"category": category.__name__, "place": f"{filename}:{lineno}"}
    log.warning("warning of Python", extra=extra)


def _name(place: object) -> str:
    known = place if isinstance(place, FunctionType | MethodType | type) else type(place)
    return f"{known.__module__}.{known.__qualname__}"
