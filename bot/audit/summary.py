"""The lines of the audit trail, summed up by week for administrators."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Final

from bot.audit.audit import FAILED, REPEATED, REPLACED
from bot.audit.event import AuditKind
from bot.storage.store import JsonObject
from cards import Reviewed, SpaceUse, Week

# Two years; buttons count no further.
MOST_WEEKS: Final = 100
_ANSWERED: Final = "answered"
_FAILED: Final = frozenset({FAILED, "crashed", "undelivered", "undrawn", "given up"})
_NO_QUESTIONS: Final = frozenset({REPEATED, REPLACED})
_UP, _DOWN = "POSITIVE", "NEGATIVE"

# Returns the address of a conversation in Databricks, by the ids of its space and its own.
Page = Callable[[str, str], str]


def weeks_of(
    lines: Sequence[JsonObject], spaces: Mapping[str, str], page: Page, now: float
) -> list[Week]:
    """Return the weeks from now back to the first line, the newest first.

    spaces: the names of those that are offered, by their ids.
    """
    found: dict[date, list[JsonObject]] = {}
    for line in lines:
        found.setdefault(_monday(line["at"]), []).append(line)
    monday, first = _monday(now), min(found, default=_monday(now))
    weeks: list[Week] = []
    while monday >= first and len(weeks) < MOST_WEEKS:
        weeks.append(_week(monday, found.get(monday, []), spaces, page))
        monday -= timedelta(days=7)
    return weeks


def _monday(at: float) -> date:
    day = datetime.fromtimestamp(at, UTC).date()
    return day - timedelta(days=day.weekday())


def _week(monday: date, lines: Iterable[JsonObject], spaces: Mapping[str, str], page: Page) -> Week:
    lines = list(lines)
    asked = [line for line in lines if line["kind"] == AuditKind.QUESTION]
    asked = [line for line in asked if line.get("outcome") not in _NO_QUESTIONS]
    outcomes = Counter(_kind_of(line) for line in asked)
    failed = [line for line in asked if _kind_of(line) == FAILED]
    ratings = _ratings(lines)
    downs = [line for line in ratings if line.get("detail") == _DOWN]

    def name(line: JsonObject) -> str:
        return spaces.get(line.get("space_id", ""), line.get("space_id", ""))

    def reviewed(found: Sequence[JsonObject]) -> list[Reviewed]:
        latest = sorted(found, key=lambda line: -line["at"])
        return [_reviewed(line, name(line), page) for line in latest]

    return Week(
        monday,
        answered=outcomes[_ANSWERED],
        failed_count=outcomes[FAILED],
        others=outcomes[""],
        people=len({(line.get("channel_id"), line.get("user_id")) for line in asked}),
        ups=sum(line.get("detail") == _UP for line in ratings),
        downs=len(downs),
        median_s=_median(asked),
        failures=Counter((_cause(line), name(line)) for line in failed),
        texts=Counter(line["text"] for line in asked if line.get("text")),
        rated_down=reviewed(downs),
        failed=reviewed(failed),
        spaces=_uses(asked, spaces),
    )


def _uses(asked: Sequence[JsonObject], spaces: Mapping[str, str]) -> list[SpaceUse]:
    """Return how each space was used, the most used first."""
    uses = []
    for space_id, name in spaces.items():
        here = [line for line in asked if line.get("space_id") == space_id]
        uses.append(SpaceUse(name, len(here), _median(here)))
    return sorted(uses, key=lambda use: -use.questions)


def _ratings(lines: Iterable[JsonObject]) -> list[JsonObject]:
    """Return each person's last rating of each answer, with their last comment on it."""
    held: dict[tuple[object, object], JsonObject] = {}
    for line in lines:
        if line["kind"] == AuditKind.RATING:
            key = line.get("user_id"), line.get("reference")
            said = {"text": line.get("text") or held.get(key, {}).get("text", "")}
            held[key] = line | said
    return list(held.values())


def _kind_of(line: JsonObject) -> str:
    outcome = line.get("outcome", "")
    return FAILED if outcome in _FAILED else outcome if outcome == _ANSWERED else ""


def _cause(line: JsonObject) -> str:
    return str(line.get("cause") or line.get("error") or line.get("outcome"))


def _median(asked: Iterable[JsonObject]) -> float | None:
    times = [line["ms"] / 1000 for line in asked if _kind_of(line) == _ANSWERED and "ms" in line]
    return median(times) if times else None


def _reviewed(line: JsonObject, space: str, page: Page) -> Reviewed:
    is_rating = line["kind"] == AuditKind.RATING
    conversation = line.get("genie_conversation_id", "")
    is_linked = conversation and "is_shared" not in line
    return Reviewed(
        line["at"],
        space,
        _DOWN if is_rating else _cause(line),
        line.get("reference", ""),
        line.get("genie_message_id", ""),
        page(line.get("space_id", ""), conversation) if is_linked else "",
        line.get("text", ""),
    )
