"""What is said of charts, in English; see cards.texts."""

from typing import Final

from cards.reader import Counted

CHART_UNNAMED: Final = "unnamed"
CHART_OTHERS: Final = "Others ({count})"
CHART_SOME: Final = "{name}: {shown} of {count}"
CHART_AND: Final = ", "
CHART_AT: Final = "{series}, {category}"
CHART_PART: Final = "{name} {percent}"
CHART_POINTS: Final = Counted("{count} point", "{count} points")
CHART_BARS: Final = Counted("{count} category", "{count} categories")
CHART_PARTS: Final = Counted("{count} part", "{count} parts")
CHART_LINE_IN_WORDS: Final = (
    "Line chart of {what} by {by}: {points} from {first} to {last}; "
    "highest {high} ({high_at}), lowest {low} ({low_at})."
)
CHART_BARS_IN_TIME_IN_WORDS: Final = (
    "Bar chart of {what} by {by}: {points} from {first} to {last}; "
    "highest {high} ({high_at}), lowest {low} ({low_at})."
)
CHART_BARS_IN_WORDS: Final = (
    "Bar chart of {what} by {by}: {points}; highest {high} ({high_at}), lowest {low} ({low_at})."
)
CHART_SHARE_IN_WORDS: Final = "Donut chart of {what} by {by}: {points}: {parts}."
CHART_SERIES: Final = "{count} series: {names}."
CHART_OTHERS_ADDED: Final = (
    "The {shown} largest are shown, and the sum of {count} more as “{others}”."
)
CHART_LEFT_OUT: Final = Counted(
    "The {shown} largest are shown; 1 more is left out.",
    "The {shown} largest are shown; {count} more are left out.",
)
CHART_FIRST_SHOWN: Final = Counted(
    "The first {shown} are shown; 1 more is left out.",
    "The first {shown} are shown; {count} more are left out.",
)
CHART_SERIES_ADDED: Final = "The sum of {count} more series is shown as “{others}”."
CHART_SERIES_LEFT_OUT: Final = Counted(
    "1 more series is left out.", "{count} more series are left out."
)
CHART_THINNED: Final = "The line is simplified: it does not go through all {count} points."
