"""What stands in and below a chart, and its alternative text."""

from typing import Final

from cards.reader import Counted, TextKey

CHART_UNNAMED: Final = TextKey("unnamed")
CHART_OTHERS: Final = TextKey("Others ({count})")
CHART_AND: Final = TextKey(", ")
CHART_AT: Final = TextKey("{series}, {category}")
CHART_PART: Final = TextKey("{name} {percent}")
CHART_POINTS: Final = Counted("{count} point", "{count} points")
CHART_BARS: Final = Counted("{count} category", "{count} categories")
CHART_PARTS: Final = Counted("{count} part", "{count} parts")
CHART_LINE_IN_WORDS: Final = TextKey(
    "Line chart of {what} by {by}: {points} from {first} to {last}; "
    "highest {high} ({high_at}), lowest {low} ({low_at})."
)
CHART_BARS_IN_TIME_IN_WORDS: Final = TextKey(
    "Bar chart of {what} by {by}: {points} from {first} to {last}; "
    "highest {high} ({high_at}), lowest {low} ({low_at})."
)
CHART_BARS_IN_WORDS: Final = TextKey(
    "Bar chart of {what} by {by}: {points}; highest {high} ({high_at}), lowest {low} ({low_at})."
)
CHART_SHARE_IN_WORDS: Final = TextKey("Donut chart of {what} by {by}: {points}.")
CHART_SERIES: Final = TextKey("{count} series: {names}.")
CHART_LARGEST: Final = TextKey("The {shown} largest of {count} are drawn.")
CHART_FIRST: Final = TextKey("The first {shown} of {count} are drawn.")
CHART_TOTAL: Final = TextKey("“{name}” is a total and is not drawn.")
CHART_UNPLACED: Final = Counted(
    "{count} row without a usable date is not drawn.",
    "{count} rows without a usable date are not drawn.",
)
CHART_SERIES_LEFT_OUT: Final = Counted(
    "{count} more series is not drawn.", "{count} more series are not drawn."
)
CHART_THINNED: Final = TextKey("The line is simplified: it does not go through all {count} points.")
CHART_SHARES_OF: Final = TextKey("Shares of {what}: {parts}")
CHART_PART_SEPARATOR: Final = TextKey(" · ")
# In which steps large numbers are told: numbers of any size, each with its word.
CHART_SCALES: Final = TextKey("1000=thousand 1000000=million 1000000000=billion")
CHART_SCALED: Final = TextKey("{name} ({scale})")  # revenue (million)
CHART_OF_YEAR: Final = TextKey("{name} ({period})")  # month (2025)
CHART_FROM_TO: Final = TextKey("{first} – {last}")  # Oct 2024 – Sep 2025
