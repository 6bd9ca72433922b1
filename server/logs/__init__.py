"""The log: lines are written by a thread of their own, and hold no data."""
