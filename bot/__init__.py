"""The Teams bot. Its packages import each other in one direction only; see docs/architecture.md."""
