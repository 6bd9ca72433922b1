"""Showing an answer in a channel: with its charts drawn, and as its readers have chosen."""

import base64
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from bot.messaging.capabilities import Capabilities, CapabilitiesOf
from bot.messaging.reply import FinalMessage, only
from bot.state.answer_record import AnswerRecord
from bot.state.answer_records import AnswerRecords
from bot.state.question import Question
from bot.storage.store import StorageConflictError, StorageUnavailableError
from cards import AnswerCards, Chart, Permissions, View, problem_message
from genie import Answer, GenieError

log = logging.getLogger(__name__)

_DATA_URI = "data:image/png;base64,"


class Paints(Protocol):
    """Draws charts as pictures."""

    async def paint(self, charts: Mapping[int, Chart]) -> Mapping[int, bytes]:
        """Return those that could be drawn, as PNG."""


@dataclass(frozen=True, slots=True)
class Presenter:
    """Shows answers.

    Args:
        link: the address of a conversation in Databricks, by the ids of its space and its own.
        space_link: the address of a space there, by its id.
        has_files: whether results can be taken along where this answer stands.
        capabilities: what the channel can do in which it stands.
        names_permissions: people ask some spaces with their own identity, so that each answer
            says with whose permissions it was read.
        has_reports: answers can be reported to the data team.
    """

    records: AnswerRecords
    painter: Paints
    link: Callable[[str, str], str]
    space_link: Callable[[str], str]
    has_files: Callable[[AnswerRecord], bool]
    capabilities: CapabilitiesOf
    names_permissions: bool
    has_reports: bool

    async def final(self, answer: Answer, record: AnswerRecord) -> FinalMessage:
        """Draw an answer for where it stands; where it then stands is remembered."""
        can = self.capabilities(record.place()[0], record.question.asked_in())
        asked, view = record.question.asked(), self._view(record, can)
        cards = AnswerCards(answer, asked, view)
        drawn = await self.painter.paint(cards.charts_as_pictures())
        pictures = {number: _data_uri(png) for number, png in drawn.items()}
        return FinalMessage(
            lambda: cards.messages(pictures),
            asked.reader,
            is_answer=True,
            has_content=cards.has_content,
            has_ai_label=can.has_ai_label,
            has_thumbs=can.has_thumbs,
            note_place=partial(self._note_place, record),
        )

    def problem(self, error: GenieError, question: Question) -> FinalMessage:
        """Explain why there is no answer; what Genie has of it can be reported."""
        can = self.capabilities(question.person[0], question.asked_in())
        is_in_genie = bool(question.genie_message_id) and not question.is_reopened
        can_report = self._can_report(can) and is_in_genie
        message = problem_message(error, question.asked(), can_report=can_report)
        final = only(message, question.reader)
        if not can_report:
            return final
        return replace(final, note_place=partial(self._note_place, AnswerRecord(question, None)))

    def _can_report(self, can: Capabilities) -> bool:
        """Whether the data team's chat can be written to from this channel."""
        return self.has_reports and can.has_tenants

    async def _note_place(self, record: AnswerRecord, activity_id: str) -> None:
        try:
            await self.records.note_place(record, activity_id)
        except (StorageConflictError, StorageUnavailableError) as exc:  # it is shown all the same
            log.error("answer not remembered", extra=record.question.log_ids(), exc_info=exc)

    def _view(self, record: AnswerRecord, can: Capabilities) -> View:
        question = record.question
        is_linked = not question.is_sharer  # that conversation is another person's
        is_among_others = question.uses_own_identity and question.asked_in().is_group
        link = self.link(question.space_id, question.genie_conversation_id)
        return View(
            remark=record.remark,
            has_text=record.has_text,
            first_block=record.first_block,
            draws_charts=can.draws_charts,
            results=dict(record.results),
            attachment_ids=record.attachment_ids,
            has_files=self.has_files(record),
            took_s=record.took_s,
            link=link if is_linked and not is_among_others else "",
            space_link=self.space_link(question.space_id) if is_linked else "",
            has_thumbs=can.has_thumbs,
            verdicts=record.verdicts(),
            is_verdict_lost=record.is_rating_lost,
            permissions=self._permissions(record),
            can_report=self._can_report(can),
        )

    def _permissions(self, record: AnswerRecord) -> Permissions | None:
        question = record.question
        is_own = question.uses_own_identity
        if not (is_own or self.names_permissions):
            return None
        return Permissions(
            are_own=is_own,
            is_shared=question.is_shared,
            can_share=is_own and bool(question.origin) and not record.shared_as,
            can_be_asked=is_own and question.asked_in().is_group,
        )


def _data_uri(png: bytes) -> str:
    return _DATA_URI + base64.b64encode(png).decode()
