"""Plays the same scenes with each bot in turn: `python -m bench.frameworks`.

A workspace, a channel and a bot are started, and a few people ask, so that all is warm. Then 1,000
connections are opened, which are silent after one request, and closed; 100 people ask within five
seconds, and afterwards 1,000; Genie takes 5 to 20 s. Questions that are not answered 32 and 45 s
after the first one count as unanswered. The larger crowd asks once more with the bot on one core.
The table and the figures are written into build/ after each bot.
"""

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from bench.frameworks.asking import ask_until, silent
from bench.frameworks.figures import of_run, of_silence
from bench.frameworks.results import Facts, Results
from bench.frameworks.rivals import RIVALS, Rival
from bench.frameworks.running import cores, running
from bench.scene import ANSWER_SECONDS, Run, Served, Stage, ask_all, staged
from testkit.people import Crowd, Person
from testkit.trees import Tree

SILENT: Final = 1000
OVER_S: Final = 5.0
# How many people ask, and how long after the first question they are waited for.
CROWDS: Final = {10: 32.0, 100: 32.0, 1000: 45.0}
PEOPLE: Final = (100, 1000)
# Whether the bot has only one of them.
CORES: Final = {"all": False, "one": True}


@dataclass(frozen=True, slots=True)
class Turn:
    """A bot, and whether it has only one core, in one of the rounds."""

    name: str
    is_pinned: bool
    round: int

    @property
    def rival(self) -> Rival:
        """The bot."""
        return RIVALS[self.name]

    @property
    def cores(self) -> list[int]:
        """The cores that the bot may use."""
        return cores(is_pinned=self.is_pinned)

    def start(self, genie_port: int) -> AbstractAsyncContextManager[Served]:
        """Run the bot."""
        return running(self.rival, genie_port, self.cores)

    def facts(self) -> Facts:
        """Return what is known before the turn."""
        count = len(self.cores)
        workers = self.rival.workers(count)
        facts: Facts = {"bot": self.name, "title": self.rival.title, "round": self.round}
        return facts | {"cores": count, "workers": workers}


def turns(names: list[str], rounds: int, *, pinned: list[bool]) -> Iterator[Turn]:
    """Yield all turns; each round begins with another bot."""
    for number in range(rounds):
        first = number % len(names)
        for is_pinned in pinned:
            for name in names[first:] + names[:first]:
                yield Turn(name, is_pinned, number)


async def take(turn: Turn, crowds: Mapping[int, float], results: Results) -> None:
    """Play the scenes with a bot. It begins anew after a crowd that left questions behind."""
    left = dict(crowds)
    while left:
        async with staged(sum(left), ANSWER_SECONDS, turn.start) as ready:
            bot = ready.bot
            assert isinstance(bot, Tree)  # noqa: S101 - turn.start makes nothing else
            members = iter(ready.crowd.members)
            for count, within_s in list(left.items()):
                known = of_silence(await silent(bot, SILENT)) if len(left) == len(crowds) else {}
                run = await _ask(ready, bot, list(islice(members, count)), within_s=within_s)
                figures = known | of_run(run, bot, within_s=within_s)
                results.add(turn.facts() | {"people": count, "deadline_s": within_s} | figures)
                del left[count]
                if figures["unanswered"] or figures["delivered_again"]:
                    break


async def _ask(ready: Stage, bot: Tree, people: list[Person], *, within_s: float) -> Run:
    ask = partial(ask_until, over_s=OVER_S, within_s=within_s)
    async with bot.watched():
        return await ask_all(ready, crowd=Crowd(people), ask=ask, within_s=0)


def scene() -> Facts:
    """Return what is the same for all bots."""
    fastest, slowest = ANSWER_SECONDS
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "genie_takes_s": f"{fastest:g} to {slowest:g}",
        "people_press_within_s": OVER_S,
    }


async def compare(all_turns: Iterable[Turn], crowds: Mapping[int, float]) -> Results:
    """Let the bots take their turns, and write what is known after each."""
    results = Results(scene())
    for turn in all_turns:
        print(f"{turn.name}, {len(turn.cores)} cores ...", flush=True)
        try:
            await take(turn, _on_one_core(crowds) if turn.is_pinned else crowds, results)
        except (SystemExit, OSError) as exc:
            results.add(turn.facts() | {"failed": str(exc) or type(exc).__name__})
        results.write()
    return results


def _on_one_core(crowds: Mapping[int, float]) -> Mapping[int, float]:
    """Return the largest crowd: the others have nothing new to show there."""
    count = max(crowds)
    return {count: crowds[count]}


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="The same bot on several frameworks.")
    parser.add_argument("--only", nargs="+", choices=RIVALS, default=list(RIVALS), metavar="BOT")
    parser.add_argument("--people", type=int, nargs="+", choices=CROWDS, default=PEOPLE)
    parser.add_argument("--cores", nargs="+", choices=CORES, default=list(CORES))
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    pinned = [CORES[name] for name in options.cores]
    crowds = {count: CROWDS[count] for count in options.people}
    all_turns = turns(options.only, options.rounds, pinned=pinned)
    print(asyncio.run(compare(all_turns, crowds)).markdown())
    return 0


if __name__ == "__main__":
    sys.exit(main())
