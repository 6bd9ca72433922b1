"""Charts: which one fits a result, and how a channel that draws charts is told of it."""
