"""With whose permissions an answer was read, and the buttons that follow from that."""

from cards.actions import ActionKind, CardAction, action_row, submit
from cards.messages import Element, brief, note
from cards.question import MAX_NAME_CHARS, AskedQuestion
from cards.texts import permission_texts
from cards.view import View


def permissions_text(view: View, question: AskedQuestion) -> str | None:
    """Say with whose permissions it was read; None: all have the same."""
    if view.permissions is None:
        return None
    say = question.reader.say
    if not view.permissions.are_own:
        return say(permission_texts.OF_BOT)
    if not question.asker:
        return say(permission_texts.YOURS)
    return say(permission_texts.OF_PERSON, name=_name(question))


def shared_note(view: View, question: AskedQuestion) -> list[Element]:
    """Say who shared it, and that others may not see the same, if it was shared."""
    if view.permissions is None or not view.permissions.is_shared:
        return []
    return [note(shared_text(question))]


def shared_text(question: AskedQuestion) -> str:
    """Say who shared an answer."""
    return question.reader.say(permission_texts.SHARED_BY, name=_name(question))


def permission_buttons(view: View, question: AskedQuestion) -> list[Element]:
    """Make the buttons that share it, and that ask the same with the permissions of others."""
    permissions = view.permissions
    if permissions is None:
        return []
    offered = {
        permission_texts.SHARE: (ActionKind.SHARE, permissions.can_share),
        permission_texts.ASK_WITH_MINE: (ActionKind.ASK_WITH_MINE, permissions.can_be_asked),
    }
    return action_row(
        [
            submit(question.reader.say(title), CardAction(kind, question.reference))
            for title, (kind, is_offered) in offered.items()
            if is_offered
        ]
    )


def _name(question: AskedQuestion) -> str:
    return brief(question.asker, MAX_NAME_CHARS)
