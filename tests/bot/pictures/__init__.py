"""Pictures of charts, drawn for real, by real processes."""
