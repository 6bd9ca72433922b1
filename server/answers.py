"""The parts that show answers, and do what their buttons say."""

from functools import partial

from bot.access.permissions import Permissions
from bot.activities.activity import Activity
from bot.answers.actions import AnswerActions
from bot.answers.places import Places
from bot.answers.presenter import Presenter
from bot.answers.ratings import Ratings
from bot.answers.redraw import Redrawer
from bot.answers.reporting import AnswerReports
from bot.answers.sharing import AnswerSharing
from bot.audit.audit import Audit
from bot.channel.chat import Channel
from bot.dialogs.insights import InsightsFlow
from bot.export.downloads import Downloads
from bot.export.file_builder import FileBuilder
from bot.export.file_delivery import FileDelivery
from bot.export.file_offering import FileOffering
from bot.export.insights_file import FilesOfAnyKind
from bot.export.links import Links
from bot.export.offers import Offers
from bot.identity.prompts import SignInPrompts
from bot.messaging.capabilities import CapabilitiesOf
from bot.messaging.private_chats import PrivateChats
from bot.state.answer_records import AnswerRecords
from config import Settings
from genie import Genies
from server.channel import upload_to
from server.databricks import WorkspacePages
from server.lifetime import Resources
from server.overrides import Overrides
from settings.identity import Identity


class AnswerParts:
    """The parts of a bot that work on answers and their files."""

    def __init__(  # noqa: PLR0913 - what answers are made of, and where they go
        self,
        settings: Settings,
        overrides: Overrides,
        resources: Resources,
        links: Links,
        *,
        genies: Genies,
        records: AnswerRecords,
        prompts: SignInPrompts,
        channel: Channel,
        audit: Audit,
        chats: PrivateChats,
        capabilities: CapabilitiesOf,
        permissions: Permissions,
    ) -> None:
        clock, background = overrides.clock, resources.background
        pages = WorkspacePages(settings.genie.host)
        known = {space.space_id: space.name for space in settings.genie.spaces}
        answers = FileBuilder(records, genies=genies, clock=clock)
        builder = FilesOfAnyKind(answers, audit, spaces=known, page=pages.conversation)
        self.downloads = Downloads(
            links, builder.build, audit=audit, is_local=settings.bot.is_local
        )
        self.offering = FileOffering(
            builder,
            Offers(resources.store.items, clock=clock),
            channel=channel,
            chats=chats,
            prompts=prompts,
            upload=partial(upload_to, resources.session, overrides),
        )
        admins = frozenset(settings.audit.admins)

        def is_administrator(activity: Activity) -> bool:
            can = capabilities(activity.channel_id, activity.conversation)  # else clients say it
            return can.has_tenants and activity.sender.aad_object_id.lower() in admins

        self.files = FileDelivery(
            links,
            self.offering,
            records=records,
            channel=channel,
            audit=audit,
            background=background,
            capabilities=capabilities,
            permissions=permissions,
            is_administrator=is_administrator,
        )
        self.insights = InsightsFlow(
            audit,
            is_administrator=is_administrator,
            spaces=known,
            page=pages.conversation,
            files=self.files,
            channel=channel,
            background=background,
        )
        self.places = Places(settings.bot.answers_in_private, settings.bot.shows_own_answers)
        self.presenter = Presenter(
            records,
            resources.painter,
            link=pages.conversation,
            space_link=pages.space,
            has_files=self.files.can_deliver,
            capabilities=capabilities,
            names_permissions=any(s.identity is Identity.USER for s in settings.genie.spaces),
            has_reports=bool(settings.bot.report_chat),
        )
        self.reports = AnswerReports(
            records,
            resources.store.items,
            channel=channel,
            audit=audit,
            background=background,
            clock=clock,
            chat_id=settings.bot.report_chat,
            link=pages.conversation,
        )
        redrawer = Redrawer(
            genies=genies,
            records=records,
            presenter=self.presenter,
            prompts=prompts,
            channel=channel,
            background=background,
            places=self.places,
        )
        self.sharing = AnswerSharing(
            audit=audit,
            genies=genies,
            records=records,
            presenter=self.presenter,
            prompts=prompts,
            channel=channel,
            background=background,
            places=self.places,
        )
        self.actions = AnswerActions(
            records,
            redrawer=redrawer,
            ratings=Ratings(
                genies,
                records=records,
                redrawer=redrawer,
                audit=audit,
                background=background,
            ),
            files=self.files,
            sharing=self.sharing,
            places=self.places,
        )
