"""The handlers of commands."""

from bot.dialogs.commands import Commands
from cards import Command


def test_every_command_has_a_handler() -> None:
    """A command never reaches Genie, so that the bot has to handle it."""
    assert set(Commands.HANDLERS) == set(Command)
