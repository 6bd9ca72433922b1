"""Reading an answer again from Genie, which does not ask anything again."""

from contextlib import aclosing

from bot.state.question import Question
from genie import Answer, Answered, Failed, Genies


async def read_answer(genies: Genies, question: Question) -> Answer:
    """Read the answer to a question, with the identity with which it was asked.

    Raises:
        GenieError: it cannot be read any more, or not now.
    """
    events = genies(question.access).follow(
        question.genie_conversation_id, question.genie_message_id
    )
    async with aclosing(events):
        async for event in events:
            match event:
                case Answered(answer):
                    return answer
                case Failed(error):
                    raise error
    raise RuntimeError("Genie's events ended without an outcome")
