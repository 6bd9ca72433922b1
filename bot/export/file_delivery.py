"""Delivers files: by consent in a person's own chat in Teams, by a link elsewhere."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial

from bot.access.permissions import Permissions
from bot.activities.activity import Activity
from bot.activities.senders import reader_of
from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.channel.chat import Channel
from bot.concurrency.background import Background
from bot.export.consent import Consent
from bot.export.file_offering import LIMITS, FileOffering
from bot.export.files import FileFormat
from bot.export.insights_file import insights_request, is_insights
from bot.export.links import FileRequest, Links
from bot.export.offers import Offer
from bot.messaging.capabilities import CapabilitiesOf
from bot.messaging.reply import card_message, say
from bot.state.answer_record import AnswerRecord
from bot.state.answer_records import AnswerRecords
from cards import ActionKind, AskedQuestion, CardAction, Reader, TextKey, file_link_message
from cards.texts import file_texts, insight_texts, notice_texts


class FileDelivery:
    """Accepts requests for files within the turn; the files are delivered after it.

    capabilities: those of the channel of the answer. is_administrator: whether the sender may have
    insights.
    """

    def __init__(  # noqa: PLR0913 - its collaborators, and the capabilities
        self,
        links: Links,
        offering: FileOffering,
        *,
        records: AnswerRecords,
        channel: Channel,
        audit: Audit,
        background: Background,
        capabilities: CapabilitiesOf,
        permissions: Permissions,
        is_administrator: Callable[[Activity], bool],
    ) -> None:
        self._links = links
        self._offering = offering
        self._records = records
        self._channel = channel
        self._audit = audit
        self._background = background
        self._capabilities = capabilities
        self._permissions = permissions
        self._is_administrator = is_administrator
        self._in_progress: set[tuple[str, FileRequest]] = set()

    def can_deliver(self, record: AnswerRecord) -> bool:
        """Whether files of this answer can be delivered to those who press its buttons.

        A link works for everyone, so there is none to what one person may see.
        """
        has_links = self._links.is_possible and not record.question.uses_own_identity
        return self._needs_consent(record) or has_links

    async def accept(
        self, record: AnswerRecord, action: CardAction, activity: Activity
    ) -> TextKey | None:
        """Start the delivery to the sender, who may have it; return a notice if impossible."""
        wanted = _wanted(action)
        if wanted is None or not self.can_deliver(record):
            return notice_texts.OLD_BUTTON
        if self._offering.is_closed:
            return notice_texts.RESTARTING
        await self._records.link(record)
        key, asked = (f"press of {activity.sender.id}", wanted), record.question.asked()
        deliver = partial(
            self._link, asked, wanted, activity, self._event(record, wanted, activity)
        )
        if self._needs_consent(record):
            again = partial(self._in_progress.discard, key)
            deliver = partial(self._offering.offer, asked, wanted, activity, note_built=again)
        self._start(key, deliver)
        return None

    async def answer_consent(self, consent: Consent, activity: Activity) -> TextKey | None:
        """Upload the file if the sender wants it, else remove the offer.

        Returns a notice if there is no such offer to the sender in this chat.
        """
        offer = await self._offering.find(consent, activity)
        if offer is not None and is_insights(offer.wanted):
            if consent.is_given and not self._is_administrator(activity):
                return file_texts.OFFER_OVER
            self._finish_insights(consent, offer, activity)
            return None
        record = await self._records.find(offer.wanted.reference) if offer else None
        if offer is None or record is None or not await self._may_have(record, activity):
            return file_texts.OFFER_OVER if consent.is_given else None
        asked = record.question.asked()
        saved = replace(self._event(record, offer.wanted, activity), outcome="saved")
        note_saved = partial(self._audit.record, saved)
        deliver = partial(
            self._offering.finish, asked, consent, offer, activity, note_saved=note_saved
        )
        self._start((f"answer to {offer.offer_id}", offer.wanted), deliver)
        return None

    async def _may_have(self, record: AnswerRecord, activity: Activity) -> bool:
        """Whether the sender may still ask the space of the answer."""
        permit = await self._permissions.of(activity)
        return permit.refusal_of(record.question.space_id) is None

    def can_offer_insights(self, activity: Activity) -> bool:
        """Whether the sender of an activity can get a file by consent where it comes from."""
        return self._capabilities(activity.channel_id, activity.conversation).has_file_consent

    def offer_insights(self, activity: Activity, reader: Reader) -> TextKey | None:
        """Offer insights to the sender, who may have them; return a notice if impossible."""
        if not self.can_offer_insights(activity):
            return insight_texts.NO_FILE_HERE
        if self._offering.is_closed:
            return notice_texts.RESTARTING
        wanted = insights_request(reader)
        key = f"press of {activity.sender.id}", wanted
        again = partial(self._in_progress.discard, key)
        asked = _insights_asked(reader)
        deliver = partial(self._offering.offer, asked, wanted, activity, note_built=again)
        self._start(key, deliver)
        return None

    def _finish_insights(self, consent: Consent, offer: Offer, activity: Activity) -> None:
        event = AuditEvent.of(AuditKind.FILE, activity, self._audit.now())
        saved = replace(event, outcome="saved", detail="insights")
        asked = _insights_asked(reader_of(activity))
        deliver = partial(
            self._offering.finish,
            asked,
            consent,
            offer,
            activity,
            note_saved=partial(self._audit.record, saved),
        )
        self._start((f"answer to {offer.offer_id}", offer.wanted), deliver)

    def _start(
        self,
        key: tuple[str, FileRequest],
        deliver: Callable[[], Coroutine[object, object, None]],
    ) -> None:
        """Start work after the turn, unless it is already running: people press twice."""
        if key in self._in_progress:
            return
        self._in_progress.add(key)
        task = self._background.start(deliver(), name=f"file {key[1].reference}")
        task.add_done_callback(lambda _: self._in_progress.discard(key))

    def _event(self, record: AnswerRecord, wanted: FileRequest, activity: Activity) -> AuditEvent:
        event = AuditEvent.about(AuditKind.FILE, record.question, self._audit.now())
        return replace(event.by(activity), detail=str(wanted.file_format))

    def _needs_consent(self, record: AnswerRecord) -> bool:
        can = self._capabilities(record.place()[0], record.question.asked_in())
        return can.has_file_consent

    async def _link(
        self, asked: AskedQuestion, wanted: FileRequest, activity: Activity, event: AuditEvent
    ) -> None:
        url = self._links.url(wanted)
        await self._audit.record(replace(event, outcome="linked"))
        message = file_link_message(asked, file_format=wanted.file_format, url=url, limits=LIMITS)
        await self._channel.resume(activity.reference, partial(say, message=card_message(message)))


def _insights_asked(reader: Reader) -> AskedQuestion:
    return AskedQuestion(reader.say(insight_texts.FILE_TITLE), "insights", reader)


def _wanted(action: CardAction) -> FileRequest | None:
    is_known = action.do is ActionKind.FILE and action.text in set(FileFormat)
    return FileRequest(action.id, action.at, FileFormat(action.text)) if is_known else None
