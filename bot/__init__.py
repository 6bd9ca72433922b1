"""The Teams side, in rooms that import one another in one direction; see docs/architecture.md."""
