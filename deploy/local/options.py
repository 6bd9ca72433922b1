"""The options of the demo."""

import argparse
from collections.abc import Sequence

LAST_PORT = 65535


def port(text: str) -> int:
    """Parse a port number; argparse uses the name of this function in its error message."""
    number = int(text)
    if not 0 <= number <= LAST_PORT:
        raise ValueError
    return number


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the options of the command."""
    parser = argparse.ArgumentParser(
        prog="demo.py", description="Try the bot on this machine, in an emulator of Teams."
    )
    workspace = parser.add_mutually_exclusive_group()
    workspace.add_argument(
        "--own",
        action="store_true",
        help="ask the Genie workspace of your own .env, not a simulated one",
    )
    workspace.add_argument(
        "--identity",
        choices=("bot", "user"),
        default="bot",
        help="with whose identity the simulated workspace is asked; user: two people sign in, "
        "each in a Playground, and see different rows",
    )
    for name, default, what in (
        ("bot", 3978, "where the bot takes messages; the PORT of your .env is not used"),
        (
            "playground",
            56150,
            "where the Playground shows its page; a second one is on the next port",
        ),
        ("simulator", 0, "where the simulated workspace listens; 0 finds a free one"),
        ("sign-in", 3980, "where people sign in, with --identity user"),
    ):
        parser.add_argument(
            f"--{name}-port", type=port, default=default, metavar="N", help=f"{what} ({default})"
        )
    parser.add_argument(
        "--channel",
        choices=("msteams", "emulator"),
        default="msteams",
        help="what the Playground plays",
    )
    parser.add_argument(
        "--space-id",
        default="",
        metavar="ID",
        help="the simulated space that is asked unless a person chooses; else they must",
    )
    parser.add_argument(
        "--answer-seconds", default="3-8", metavar="A-B", help="how long the simulated Genie thinks"
    )
    return parser.parse_args(arguments)
