"""Refuses people what they may not ask: one sentence, with whom they can contact."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.access.decision import Refusal
from bot.access.permissions import Permissions
from bot.admission.person_limits import Limit, PersonLimits
from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.jobs.turn import Turn
from cards import (
    FORGET_ID,
    ActionKind,
    CardAction,
    Command,
    Reader,
    TextKey,
    limit_text,
    refusal_text,
)
from cards.reader import Counted
from cards.texts import access_texts

log = logging.getLogger(__name__)

_SENTENCES: Final[Mapping[Refusal, TextKey]] = {
    Refusal.CHANNEL: access_texts.NOT_IN_CHANNELS,
    Refusal.GROUP_CHAT: access_texts.NOT_IN_GROUP_CHATS,
    Refusal.GUEST: access_texts.NOT_FOR_GUESTS,
    Refusal.SPACE: access_texts.NO_ACCESS,
    Refusal.UNKNOWN: access_texts.NOT_KNOWN,
}
_LIMITS: Final[Mapping[Limit, Counted]] = {
    Limit.PER_MINUTE: access_texts.MOST_PER_MINUTE,
    Limit.PER_DAY: access_texts.MOST_PER_DAY,
}
# What everyone may do: it shows no data, no spaces, and no questions but the person's own.
_COMMANDS: Final = frozenset(
    {
        *(Command.LANGUAGE, Command.WHOAMI, Command.SIGN_OUT, Command.STOP, Command.CANCEL),
        Command.FORGET,
        Command.INSIGHTS,  # which has administrators of its own
    }
)
_BUTTONS: Final = frozenset({ActionKind.LANGUAGE, ActionKind.STOP, ActionKind.INSIGHTS})
# Those of the card that asks whether to forget a person, which other cards have as well.
_ANSWERS: Final = frozenset({ActionKind.YES, ActionKind.NO})


class Refusals:
    """Says why a person may not ask, once the turn's state is saved, and logs it.

    contact: whom they can contact; "": an administrator whom they know.
    """

    def __init__(
        self, permissions: Permissions, limits: PersonLimits, audit: Audit, *, contact: str
    ) -> None:
        self._audit = audit
        self._permissions = permissions
        self._limits = limits
        self._contact = contact

    async def refuse_all(self, turn: Turn, reader: Reader) -> bool:
        """Refuse, if this person may ask nothing here; return whether they were refused."""
        refusal = (await self._permissions.of(turn.activity)).refusal
        return self._refuse(turn, reader, refusal, is_all=True)

    async def refuse_space(self, turn: Turn, reader: Reader, space_id: str) -> bool:
        """Refuse, if this person may not ask this space here; return whether they were refused."""
        refusal = (await self._permissions.of(turn.activity)).refusal_of(space_id)
        return self._refuse(turn, reader, refusal, space_id=space_id)

    async def welcome(self, turn: Turn, reader: Reader) -> str:
        """Return what to say instead of a welcome, to everyone here; "": welcome them."""
        activity = turn.activity
        is_group = activity.conversation.is_group
        permit = self._permissions.of_all(activity)
        refusal = permit.refusal if is_group else (await self._permissions.of(activity)).refusal
        is_passing = refusal is Refusal.UNKNOWN or (is_group and refusal is Refusal.SPACE)
        if refusal is None or is_passing:  # some of them may ask, or come to do so
            return ""
        return self._sentence(refusal, reader, is_all=True)

    async def refuse_more(self, turn: Turn, reader: Reader, space_id: str) -> bool:
        """Count a question to a space; refuse it if the person has asked as many as they may."""
        name = f"{turn.key}/{len(turn.jobs)}"
        match await self._limits.take(turn.activity, name):
            case Limit() as limit:
                key, most = _LIMITS[limit], self._limits.most(limit)
                turn.say(limit_text(key, most, reader, contact=self._contact))
                self._note(turn, limit.name.lower().replace("_", " "), space_id)
                return True
        return False

    def _refuse(
        self,
        turn: Turn,
        reader: Reader,
        refusal: Refusal | None,
        *,
        space_id: str = "",
        is_all: bool = False,
    ) -> bool:
        if refusal is None:
            return False
        turn.say(self._sentence(refusal, reader, is_all=is_all))
        self._note(turn, str(refusal), space_id)
        return True

    def _sentence(self, refusal: Refusal, reader: Reader, *, is_all: bool = False) -> str:
        key = _SENTENCES[refusal]
        if is_all and refusal is Refusal.SPACE:
            key = access_texts.NO_SPACE_AT_ALL
        return refusal_text(key, reader, contact=self._contact)

    def _note(self, turn: Turn, reason: str, space_id: str) -> None:
        noted = {"activity": turn.activity.id, "reason": reason, "space_id": space_id}

        async def note() -> None:
            log.warning("refused", extra=noted)
            event = AuditEvent.of(AuditKind.REFUSAL, turn.activity, self._audit.now())
            await self._audit.record(replace(event, detail=reason, space_id=space_id))

        turn.defer(note)  # once, however often the turn has to be repeated


def is_for_everyone(command: Command | None, action: CardAction | None) -> bool:
    """Whether a command or a button may be used by people who may ask nothing."""
    if action is not None:
        is_of_forgetting = action.id == FORGET_ID and action.do in _ANSWERS
        return action.do in _BUTTONS or is_of_forgetting
    return command in _COMMANDS
