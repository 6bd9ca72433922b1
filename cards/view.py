"""How an answer is shown, beside what is in it: what people have chosen, and what a channel can."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cards.charts.model import Kind
from cards.reader import TextKey


@dataclass(frozen=True, slots=True)
class ResultView:
    """How one result is shown.

    Args:
        first_row: from which row on.
        kind: as what; None: as what suits it best.
        measure: the place of the column that the chart is of; None: of what was asked.
        columns: which of the parts that a wide table is shown in, from 0 on.
    """

    first_row: int = 0
    kind: Kind | None = None
    measure: int | None = None
    columns: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one person thinks of an answer. name is empty in a 1:1 chat."""

    is_helpful: bool
    has_comment: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """How an answer is shown.

    Args:
        remark: what is said of the conversation that the answer belongs to.
        has_text: Genie's words stand above the card, where a stream's text goes, not in it.
        draws_charts: the channel draws charts by itself; elsewhere they are pictures.
        results: by the result's number; one that is not named is shown as it comes.
        attachment_ids: of the results that were shown at first, so that number 1 stays the first
            of them; () before the first time.
        has_files: results can be taken along as files here.
        took_s: the seconds from asking to the answer.
        link: the conversation's address in Databricks.
        has_thumbs: the channel has thumbs of its own under the message.
        verdicts: what people think of the answer, so far as they have said.
        is_verdict_lost: the latest verdict could not be given to Genie.
    """

    remark: TextKey | None = None
    has_text: bool = False
    draws_charts: bool = True
    results: Mapping[int, ResultView] = field(default_factory=dict)
    attachment_ids: Sequence[str] = ()
    has_files: bool = False
    took_s: float | None = None
    link: str = ""
    has_thumbs: bool = True
    verdicts: Sequence[Verdict] = ()
    is_verdict_lost: bool = False

    def of(self, number: int) -> ResultView:
        """How the result with this number is shown."""
        return self.results.get(number, ResultView())
