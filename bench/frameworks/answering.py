"""Answering a question asynchronously, whatever the framework."""

from bench.frameworks.messages import analysing, answered, replies_url, typing
from bench.plain_answer import Json
from bench.plain_genie import PlainGenie, Send


async def answer(asked: Json, channel: Send, genie: PlainGenie) -> None:
    """Answer an activity, which takes as long as Genie takes."""
    url = replies_url(asked)
    await channel("POST", url, typing(asked))
    await channel("POST", url, analysing(asked))
    found = await genie.ask(asked["text"], lambda _: None)
    await channel("POST", url, answered(asked, found))
