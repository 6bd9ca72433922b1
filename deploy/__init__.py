"""How the bot gets to its places: Azure and the Teams app store of an organization."""
