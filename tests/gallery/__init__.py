"""Every kind of card, drawn for people to look at: `make gallery`."""
