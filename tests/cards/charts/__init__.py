"""Charts, from a table to the JSON that Teams draws."""
