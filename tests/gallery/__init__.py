"""Pictures of every kind of card, for people to look at: `make gallery`."""
