"""The parts that work on questions."""

from bot.admission.requests import GenieRequests
from bot.admission.shared_budget import budget_for
from bot.audit.audit import Audit
from bot.channel.chat import Channel
from bot.jobs.keeper import JobKind, Keeper
from bot.messaging.capabilities import CapabilitiesOf
from bot.questions.dispatcher import QUESTION, Dispatcher
from bot.questions.genie_conversation import GenieConversations
from bot.questions.other_processes import OtherProcesses
from bot.questions.registry import QuestionRegistry
from bot.questions.worker import QuestionWorker
from config import Settings
from genie import Genies
from server.answers import AnswerParts
from server.identity import IdentityParts
from server.lifetime import Resources
from server.overrides import Overrides
from server.state import StateParts


def dispatcher_of(  # noqa: PLR0913 - all that questions are made of
    settings: Settings,
    overrides: Overrides,
    resources: Resources,
    *,
    genies: Genies,
    identity: IdentityParts,
    state: StateParts,
    answers: AnswerParts,
    channel: Channel,
    capabilities: CapabilitiesOf,
    audit: Audit,
    keeper: Keeper,
    registry: QuestionRegistry,
    elsewhere: OtherProcesses,
) -> Dispatcher:
    """Make them, and let the keeper begin questions."""
    clock, genie, background = overrides.clock, settings.genie, resources.background
    worker = QuestionWorker(
        GenieConversations(
            GenieRequests(
                genies,
                budget=budget_for(genie.questions_per_minute, resources.store, clock),
                background=background,
            ),
            identity=identity.questions,
            sessions=state.sessions,
            history=state.history,
            elsewhere=elsewhere,
            audit=audit,
            clock=clock,
            idle_s=genie.idle_s,
        ),
        presenter=answers.presenter,
        places=answers.places,
        channel=channel,
        capabilities=capabilities,
        audit=audit,
        clock=clock,
    )
    dispatcher = Dispatcher(
        worker,
        registry,
        background,
        audit=audit,
        clock=clock,
        is_lasting=resources.store.is_lasting,
        starts_at_once=settings.bot.starts_at_once,
    )
    keeper.register(QUESTION, JobKind(dispatcher.begin, dispatcher.give_up, dispatcher.line_of))
    return dispatcher
