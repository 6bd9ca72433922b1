"""How an answer is shown: what people have chosen, and what the channel supports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cards.charts.model import Kind
from cards.reader import TextKey


@dataclass(frozen=True, slots=True)
class ResultView:
    """How one result is shown.

    Args:
        first_row: the first row of the page.
        kind: the chosen kind; None: the default.
        measure: the index of the column to chart; None: the one that was asked for.
        columns: the part of a wide table, from 0 on.
    """

    first_row: int = 0
    kind: Kind | None = None
    measure: int | None = None
    columns: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """One person's rating of an answer. name is empty in a 1:1 chat."""

    is_helpful: bool
    has_comment: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Permissions:
    """With whose permissions an answer was read.

    Args:
        are_own: with those of the person who asked; else with the bot's, the same for everyone.
        is_shared: that person has shared it with the group in which it stands.
        can_share: they can share it with the group in which they have asked.
        can_be_asked: others can ask the same question with their own permissions.
    """

    are_own: bool = False
    is_shared: bool = False
    can_share: bool = False
    can_be_asked: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """How an answer is shown.

    Args:
        remark: a remark on the answer's conversation.
        has_text: Genie's text is above the card, as the text of a stream, and not in the card.
        first_block: the first block of Genie's text on the page that is shown.
        draws_charts: the channel draws charts itself; elsewhere they are pictures.
        results: by the result's number; others are shown by default.
        attachment_ids: of the results that were shown at first, so that their numbers stay the
            same; () before the first time.
        has_files: files of results are supported here.
        took_s: the seconds from asking to the answer.
        link: the conversation's address in Databricks.
        space_link: the space's address there.
        has_thumbs: the channel has its own thumbs below the message.
        verdicts: the ratings so far.
        is_verdict_lost: the latest rating could not be stored in Genie.
        permissions: with whose it was read; None: the bot's are the only ones, and not named.
        can_report: an answer that is not helpful can be reported to the data team.
    """

    remark: TextKey | None = None
    has_text: bool = False
    first_block: int = 0
    draws_charts: bool = True
    results: Mapping[int, ResultView] = field(default_factory=dict)
    attachment_ids: Sequence[str] = ()
    has_files: bool = False
    took_s: float | None = None
    link: str = ""
    space_link: str = ""
    has_thumbs: bool = True
    verdicts: Sequence[Verdict] = ()
    is_verdict_lost: bool = False
    permissions: Permissions | None = None
    can_report: bool = False

    def of(self, number: int) -> ResultView:
        """Return how the result with this number is shown."""
        return self.results.get(number, ResultView())
