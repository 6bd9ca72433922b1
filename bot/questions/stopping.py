"""Stopping a question at its asker's wish, whichever process works on it."""

from bot.activities.activity import Activity
from bot.questions.active_question import ActiveQuestion, EndReason
from bot.questions.other_processes import OtherProcesses
from bot.questions.registry import QuestionRegistry
from bot.questions.remote_stops import RemoteStops, StopRequest
from bot.state.scopes import personal_key, personal_key_of
from cards import TextKey
from cards.texts import notice_texts


class QuestionStopper:
    """Stops questions of this process, and asks other processes to stop theirs."""

    def __init__(
        self, registry: QuestionRegistry, *, elsewhere: OtherProcesses, stops: RemoteStops
    ) -> None:
        self._registry = registry
        self._elsewhere = elsewhere
        self._stops = stops

    async def stop(self, reference: str, activity: Activity) -> TextKey | None:
        """Stop the question of a button; return why it cannot be stopped, if it cannot."""
        active = self._registry.get(reference)
        if active is None:
            is_found = await self._stop_elsewhere(activity, reference)
            return None if is_found else notice_texts.NOT_RUNNING
        if active.question.queue_key[-1] != activity.conversation.id:
            return notice_texts.NOT_RUNNING
        if active.question.person != (activity.channel_id, activity.sender.id):
            return notice_texts.NOT_YOURS
        active.end_early(EndReason.STOPPED)
        return None

    async def stop_first(self, activity: Activity) -> bool:
        """Stop the earliest question of this person in this chat; return whether there is one."""
        queue_key = personal_key(activity)
        for active in self._registry:
            if active.end_reason is None and _queue_key(active) == queue_key:
                active.end_early(EndReason.STOPPED)
                return True
        return await self._stop_elsewhere(activity, "")

    async def apply_remote_stops(self) -> None:
        """Stop the questions of this process that people have told other processes to stop."""
        if self._registry:
            await self._stops.apply(self._stop_if_here)

    async def _stop_elsewhere(self, activity: Activity, reference: str) -> bool:
        """Ask for a stop of a question in another process; return whether there is one."""
        queue_key = personal_key(activity)
        here = {active.job.entry.key for active in self._registry}
        keys = [key for key in await self._elsewhere.open_keys(queue_key) if key not in here]
        if not keys:
            return False
        await self._stops.want(queue_key, reference, keys)
        return True

    def _stop_if_here(self, wanted: StopRequest) -> bool:
        for active in self._registry:
            is_meant = wanted.reference == active.question.reference
            is_meant = is_meant or wanted.key == active.job.entry.key
            if is_meant and _queue_key(active) == wanted.queue_key:
                active.end_early(EndReason.STOPPED)
                return True
        return False


def _queue_key(active: ActiveQuestion) -> str:
    return personal_key_of(*active.question.queue_key)
