"""A person's token is missing in the middle of an answer."""

import aiohttp

from genie import Answered, Asked, Failed, GenieSignInError, GenieWorkspace
from tests.clocks import FakeClock
from tests.genie.events import all_of
from tests.genie.fake import MESSAGE, RESULT, START, FakeGenie, message, ok, query, started


class Person:
    """The token of a person, which is there a certain number of times."""

    def __init__(self, times: int) -> None:
        self.times = times

    async def token(self) -> str:
        """Return it, unless it is gone."""
        if not self.times:
            raise GenieSignInError("not signed in")
        self.times -= 1
        return "token"

    def refused(self, _: str) -> bool:
        """There is no other."""
        return False


async def test_a_poll_without_a_token_ends_the_following(
    session: aiohttp.ClientSession, base_url: str, fake: FakeGenie, clock: FakeClock
) -> None:
    """The person is asked to sign in at once, not after several polls."""
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, ok(message("ASKING_AI")))
    person = Person(times=2)
    client = GenieWorkspace(session, base_url=base_url, tokens=person, clock=clock)

    events = await all_of(client.genie("space-1").ask("q"))

    assert isinstance(events[0], Asked)
    assert isinstance(events[-1], Failed)
    assert isinstance(events[-1].error, GenieSignInError)
    assert fake.count("GET", MESSAGE) == 1


async def test_databricks_knows_whose_token_it_is(
    session: aiohttp.ClientSession, base_url: str, fake: FakeGenie, clock: FakeClock
) -> None:
    """The name is unique there."""
    fake.will("GET", "/api/2.0/preview/scim/v2/Me", ok({"userName": "ann@example.com"}))
    workspace = GenieWorkspace(session, base_url=base_url, tokens=Person(times=0), clock=clock)

    assert await workspace.user_name(Person(times=1)) == "ann@example.com"


async def test_an_answer_waits_for_the_token_of_its_rows(
    session: aiohttp.ClientSession, base_url: str, fake: FakeGenie, clock: FakeClock
) -> None:
    """It is not shown without them: they can be read after the sign-in."""
    fake.will("GET", MESSAGE, ok(message("COMPLETED", query())))
    person = Person(times=1)
    client = GenieWorkspace(session, base_url=base_url, tokens=person, clock=clock)

    events = await all_of(client.genie("space-1").follow("c-1", "m-1"))

    assert not any(isinstance(event, Answered) for event in events)
    assert isinstance(events[-1], Failed)
    assert isinstance(events[-1].error, GenieSignInError)
    assert fake.count("GET", RESULT) == 0
