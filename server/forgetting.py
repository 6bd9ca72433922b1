"""The parts that record what people do, and that delete what is kept of a person."""

from bot.audit.audit import Audit
from bot.channel.chat import Channel
from bot.forgetting.forgetter import Forgetter
from bot.forgetting.job import FORGET, Forgetting
from bot.jobs.keeper import JobKind, Keeper
from bot.questions.registry import QuestionRegistry
from config import Settings
from genie import Genies
from server.identity import IdentityParts
from server.lifetime import Resources
from server.overrides import Overrides


def audit_of(settings: Settings, overrides: Overrides, resources: Resources) -> Audit:
    """Make what records events."""
    return Audit(
        resources.store.trail,
        overrides.clock,
        days=settings.audit.days,
        keeps_texts=settings.audit.keeps_questions,
    )


def forgetting_of(  # noqa: PLR0913 - all that has something of people
    keeper: Keeper,
    overrides: Overrides,
    resources: Resources,
    *,
    genies: Genies,
    questions: QuestionRegistry,
    identity: IdentityParts,
    channel: Channel,
    audit: Audit,
) -> Forgetting:
    """Make them, and let the keeper run their jobs."""
    forgetter = Forgetter(
        keeper,
        genies=genies,
        end_questions=questions.leave_person,
        sign_out=identity.sign_out if identity.service.connection_name else None,
        clock=overrides.clock,
    )
    forgetting = Forgetting(forgetter, channel, audit, resources.background)
    keeper.register(FORGET, JobKind(forgetting.begin, forgetting.give_up))
    return forgetting
