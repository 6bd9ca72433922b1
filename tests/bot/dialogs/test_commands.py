"""What runs each command."""

from bot.dialogs.commands import Commands
from cards import Command


def test_every_command_has_a_handler() -> None:
    """A word that is a command to the bot never reaches Genie, so the bot has to run it."""
    assert set(Commands.HANDLERS) == set(Command)
