"""People who ask and have to sign in: `python -m bench.sign_in`.

Each asks a first question in a personal chat and gets a card to sign in; their client exchanges its
token silently, as Teams does, and the question is answered with their own permissions. The bot is a
process of its own, and so is the workspace with the token service; this one is Teams. Exit status 1
means that a bar was missed.
"""

import argparse
import asyncio
import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from bench.login import Login
from bench.registered_bot import LOGIN, TOKEN_SERVICE
from testkit.channel import Channel, Spoken
from testkit.hosts import HOST
from testkit.people import Crowd, Person, activity, early_people, people
from testkit.processes import bot, workspace
from testkit.report import Report, percentile
from testkit.workspace import read_sign_in

COUNT: Final = 100
OVER_S: Final = 5.0
ANSWER_SECONDS: Final = (1.0, 3.0)
# A channel sends a message again after 10 to 15 s; people notice a tenth of that.
MOST_ACKNOWLEDGED_S: Final = 0.3
MOST_CALLS: Final = 2.0
_ANSWERED_WITHIN_S: Final = 120.0
_OAUTH_CARD: Final = b"application/vnd.microsoft.card.oauth"
_BOT: Final = ("-m", "bench.registered_bot")
# Questions before the first that counts: they load imports, and fill caches.
_EARLY_PEOPLE: Final = 5
_CONNECTION: Final = "databricks"


@dataclass(slots=True)
class Clients:
    """The Teams clients of people: each exchanges its token when the card to sign in arrives.

    waits_s: how long each of the bot's acknowledgements took, of questions and exchanges.
    """

    crowd: Crowd
    tokens: Sequence[str] = field(repr=False)
    session: aiohttp.ClientSession
    url: str
    service_url: str
    authorization: str
    waits_s: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    _exchanges: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def hear(self, spoken: Spoken) -> None:
        """Take a message of the bot."""
        self.crowd.hear(spoken)
        chat = spoken.conversation_id
        if _OAUTH_CARD in spoken.body and chat not in self._exchanges:
            person = next(each for each in self.crowd.members if each.conversation_id == chat)
            card = json.loads(spoken.body)["attachments"][0]["content"]
            exchange = self._exchange(person, card["tokenExchangeResource"]["id"])
            self._exchanges[chat] = asyncio.create_task(exchange)

    async def ask(self, members: Sequence[Person], over_s: float) -> None:
        """Let people ask, evenly over some time, and wait for their answers."""
        async with asyncio.TaskGroup() as group:
            for person in members:
                group.create_task(self._ask(person))
                await asyncio.sleep(over_s / len(members))
        await Crowd(members).answered(within_s=_ANSWERED_WITHIN_S)
        await asyncio.gather(*self._exchanges.values())

    def forget(self) -> None:
        """Forget the waits so far."""
        self.waits_s, self.statuses = [], []

    async def _ask(self, person: Person) -> None:
        person.pressed_at = time.monotonic()
        await self._post(person.activity(self.service_url))

    async def _exchange(self, person: Person, exchange_id: str) -> None:
        invoke: dict[str, Any] = activity(person.number, "", self.service_url, number=2) | {
            "type": "invoke",
            "name": "signin/tokenExchange",
            "value": {
                "id": exchange_id,
                "connectionName": _CONNECTION,
                "token": self.tokens[person.number % len(self.tokens)],
            },
        }
        await self._post(invoke)

    async def _post(self, body: dict[str, Any]) -> None:
        began = time.monotonic()
        headers = {"Authorization": self.authorization}
        async with self.session.post(self.url, json=body, headers=headers) as response:
            await response.read()
        self.waits_s.append(time.monotonic() - began)
        self.statuses.append(response.status)


async def sign_in(count: int = COUNT, over_s: float = OVER_S) -> Report:
    """Run it once, and evaluate it. over_s 0: all ask at the same moment."""
    early, members = early_people(_EARLY_PEOPLE), people(count)
    crowd = Crowd([*early, *members])
    channel, login = Channel(crowd.hear), Login()
    async with login.serving() as address, workspace(ANSWER_SECONDS) as genie_port:
        known = await read_sign_in(genie_port)
        async with (
            channel.serving() as service_url,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
            bot(_BOT, genie_port, _settings(address, known.port)) as process,
        ):
            url = f"http://{HOST}:{process.port}/api/messages"
            signed = login.authorization(service_url)
            clients = Clients(crowd, known.sso_tokens, session, url, service_url, signed)
            channel.hear = clients.hear
            await clients.ask(early, 0)
            clients.forget()
            before, cpu_before_s = await read_sign_in(genie_port), process.cpu_s
            await clients.ask(members, over_s)
            cpu_s = process.cpu_s - cpu_before_s
        calls = (await read_sign_in(genie_port)).calls - before.calls
    within = f"within {over_s:g} s" if over_s else "at once"
    report = Report(f"{count} people ask {within}, and sign in for it")
    _add(report, members, clients)
    report.add("calls of the token service per question", calls / count, most=MOST_CALLS)
    report.add("the bot's CPU per question", cpu_s / count * 1000, "ms")
    return report


def _settings(login: str, token_port: int) -> dict[str, str]:
    return {
        LOGIN: login,
        TOKEN_SERVICE: f"http://{HOST}:{token_port}",
        "STORAGE": "memory",
        "OAUTH_CONNECTION_NAME": _CONNECTION,
        "DATABRICKS_USER_TOKENS": "as-is",
    }


def _add(report: Report, members: Sequence[Person], clients: Clients) -> None:
    report.add("questions without an answer", sum(not each.answers for each in members), most=0)
    report.add("answered twice", sum(each.is_doubled for each in members), most=0)
    refused = sum(status >= HTTPStatus.BAD_REQUEST for status in clients.statuses)
    report.add("activities refused by the bot", refused, most=0)
    report.add("acknowledged, median", percentile(clients.waits_s, 50), "s")
    p99 = percentile(clients.waits_s, 99)
    report.add("acknowledged, p99", p99, "s", most=MOST_ACKNOWLEDGED_S)
    waits = [e.answered_at - e.pressed_at for e in members if e.answered_at < math.inf]
    report.add("from the question to the answer, slowest", max(waits, default=math.inf), "s")


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="People who ask and have to sign in.")
    parser.add_argument("--people", type=int, default=COUNT)
    parser.add_argument("--over-seconds", type=float, default=OVER_S)
    options = parser.parse_args()
    return asyncio.run(sign_in(options.people, options.over_seconds)).show()


if __name__ == "__main__":
    sys.exit(main())
