"""A table of measured values and their bars."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One value. most is the largest allowed value, least the smallest; without them no bar."""

    name: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the bar is met; NaN never is."""
        too_much = self.most is not None and not self.value <= self.most
        too_little = self.least is not None and not self.value >= self.least
        return not too_much and not too_little

    def text(self) -> str:
        """Return the row as a line of the table."""
        bars = [f"<= {self.most:g}"] if self.most is not None else []
        bars += [f">= {self.least:g}"] if self.least is not None else []
        verdict = ("ok" if self.is_met else "MISSED") if bars else ""
        measured = f"{_rounded(self.value)} {self.unit}".rstrip()
        return f"  {self.name:<48}{measured:>14}  {', '.join(bars):<10}  {verdict}".rstrip()


@dataclass(slots=True)
class Report:
    """The results of one benchmark: rows, and remarks that explain a missed bar."""

    title: str
    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(
        self,
        name: str,
        value: float,
        unit: str = "",
        *,
        most: float | None = None,
        least: float | None = None,
    ) -> None:
        """Add a value, with its bar if it has one."""
        self.rows.append(Row(name, value, unit, most, least))

    def add_median(
        self, name: str, values: Sequence[float], unit: str = "", *, most: float | None = None
    ) -> None:
        """Add the median of several runs, with the lowest and the highest value in its name."""
        spread = f"{_rounded(min(values))} to {_rounded(max(values))}"
        self.add(f"{name} ({spread})", statistics.median(values), unit, most=most)

    @property
    def missed(self) -> list[Row]:
        """The rows whose bar is missed."""
        return [row for row in self.rows if not row.is_met]

    def show(self) -> int:
        """Print the table, and return the exit status."""
        print(f"\n{self.title}\n  {'':<48}{'measured':>14}  {'bar':<10}")
        print("\n".join(row.text() for row in self.rows))
        print("".join(f"  {remark}\n" for remark in self.remarks), end="", flush=True)
        return 1 if self.missed else 0


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that this percentage does not exceed; NaN without values."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _rounded(value: float) -> str:
    return f"{value:d}" if isinstance(value, int) else f"{value:.3f}"
