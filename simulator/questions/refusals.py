"""Reasons why a question is not answered, with the words that are the cause."""

from dataclasses import dataclass

from simulator.questions.language import Both, Language, quoted

UNKNOWN = Both("I do not understand {part}.", "我不了解{part}的意思。")
NOTHING = Both("I find nothing to look up in {part}.", "我在{part}中找不到可以查詢的內容。")
NO_MEASURE = Both("{part} does not say what to count.", "{part}沒有說明要計算什麼。")
NOTHING_BEFORE = Both(
    "There is no answer before that {part} could be about.", "之前沒有{part}可以指的回答。"
)
LOOSE = Both(
    "I do not know what {part} is to do in this question. For a breakdown, say “by …”.",
    "我不知道{part}在這個問題中的作用。若要細分，請說「依……」。",
)
OPEN_END = Both(
    "I do not understand by what {part} is to break down.", "我不了解{part}要依什麼細分。"
)
UNUSED = Both("I cannot use {part} in this question.", "我無法在這個問題中使用{part}。")
NOT_TOGETHER = Both(
    "I cannot combine {part} with {other}: that is not in the data.",
    "資料無法將{part}與{other}結合。",
)
TOO_MANY = Both(
    "{part} is one breakdown too many: I can use two, and a time.",
    "{part}超出可用的細分：我最多只能依兩個項目再加上時間。",
)
APART = Both(
    "{part} do not follow one another. I can use one span of time; to compare two, say “compare”.",
    "{part}不是相連的期間。我一次使用一段期間；若要比較兩段期間，請說「比較」。",
)
THREE_TIMES = Both(
    "I can compare two spans of time: {part} is one too many.",
    "我只能比較兩段期間：{part}是多餘的。",
)
NO_SUCH_TIME = Both(
    "I cannot find the span of time that {part} stands for.", "我找不到{part}所指的期間。"
)
NO_EARLIER = Both(
    "I cannot find a span of time to set beside {part}.", "我找不到可以與{part}比較的期間。"
)
NO_DAYS = Both("{part} has no date, so a time cannot be used.", "{part}沒有日期，無法使用時間。")
NO_SHARES = Both(
    "Parts of {part} do not add up to a whole, so there are no shares of it.",
    "{part}的各部分無法加總成整體，因此沒有占比。",
)
SHARE_OF_WHAT = Both(
    "{part} of what? Say by what to split, or of which part you want the share.",
    "{part}是指什麼？請說明要依什麼細分，或要看哪一部分的占比。",
)
RANK_OF_WHAT = Both(
    "{part} of what? Say what is to be ranked, such as stores or months.",
    "{part}是指什麼？請說明要排序的項目，例如門市或月份。",
)
NO_RANK = Both(
    "I do not know how {part} rows are to be chosen: say “top” or “latest”.",
    "我不知道要如何選出{part}：請說「前幾名」或「最新」。",
)
TIME_COMPARED = Both(
    "I can compare two spans of time, but not {part} at once.",
    "我可以比較兩段期間，但無法同時使用{part}。",
)
ONE_ONLY = Both(
    "The answer before is about {other} alone, so there is nothing to show by {part}.",
    "前一個回答只涵蓋{other}，因此無法再依{part}細分。",
)
LIST_ONLY = Both(
    "The answer before is a list, which has no numbers to use {part} with.",
    "前一個回答是清單，無法使用{part}。",
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused question. parts: typed words, which are quoted; other: not quoted."""

    reason: Both
    parts: tuple[str, ...]
    other: str = ""

    def text(self, language: Language) -> str:
        """Return the reason, as a sentence."""
        between = "、" if language == "zh" else ", "
        part = between.join(quoted(part, language) for part in self.parts)
        return self.reason.said_in(language).format(part=part, other=self.other)
