"""The part of a message of Databricks that may be logged.

Messages quote SQL, values, names and addresses. Their fixed words come from a small vocabulary, so
that only those are kept: any other word may be a value.

| part of a message                               | in the log            |
| ----------------------------------------------- | --------------------- |
| the error class at the start, [DIVIDE_BY_ZERO]  | unchanged             |
| SQLSTATE: 22012                                 | unchanged             |
| words of the vocabulary, and punctuation        | unchanged             |
| anything in quotes or backticks                 | …                     |
| other words, numbers, ids, addresses            | …                     |
| other lines, and text beyond 300 characters     | left out              |
"""

import re
from typing import Final

MASK: Final = "…"
MAX_CHARS: Final = 300

_ERROR_CLASS: Final = re.compile(r"\[[A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*\](?=\s|$)")
# An unclosed quote hides the rest; an apostrophe within a word is no quote.
_QUOTED: Final = re.compile(
    r"""(?<!\w)'.*?(?:'(?!\w)|$) | ".*?(?:"|$) | `.*?(?:`|$) | “.*?(?:”|$) | ‘.*?(?:’|$)""",
    re.VERBOSE | re.DOTALL,
)
_SQL_STATE: Final = re.compile(r"SQLSTATE: [0-9A-Z]{5}\b")
_PIECE: Final = re.compile(rf"{_SQL_STATE.pattern}|\S+")
_HAS_WORDS: Final = re.compile(rf"[\w{MASK}]").search
_WORD: Final = re.compile(r"([\[(]?)([A-Za-z]+(?:['’]t|-[A-Za-z]+)?)([])]?[.,:;!?]*)")
_WORDS: Final = """
a about access account acl active ad address administrator again all allowed already an and another
answered any api apis are argument as assigned at attachment authentication authorization
authorized available bad be because been being belong belongs blocked body busy by call can cancel
cancelled cannot cast catalog cause caused check client code column concurrent conflict connection
contact contains content context conversation conversations could created creation credential
credentials current currently data databricks dataroom datarooms deleted denied deny did different
disabled divide division do does doesn't don't driver due enabled endpoint enough entitlement error
exceed exceeded exceeds execute execution exhausted exist exists expired failed failure feature
field find following for forbidden format found from full function gateway genie get given granted
has have id if in insufficient internal invalid ip is it its json key lacks larger later length
limit list long malformed manage many maximum mean memory message messages method minute missing
modify more must name near network no node not number oauth of off on one only operation or org
other out own owned owner parameter parse path per permission permissions please policy preview
privilege privileges processing progress provided query question questions quota rate reached read
refused request requests required requires resolved resource response result results retry revoked
route run running schema scope scopes select sent server service sign simultaneous source space
spaces sql start started state statement still stop stopped such supplied support supported
supports syntax table tables temporarily than that the there this throughput time timed timeout to
token too try type unable unauthorized unavailable unexpected unknown unsupported until usage use
used user users using valid value view views waiting warehouse was which while with within without
workspace workspaces yet you your zero
"""
_VOCABULARY: Final = frozenset(_WORDS.split())


def masked(text: str) -> str:
    """Return the first line of a message, with everything masked that may be a value."""
    line = next(iter(text.strip().splitlines()), "")[:MAX_CHARS]
    found = _ERROR_CLASS.match(line)
    error_class = found[0] if found else ""
    rest = _QUOTED.sub(f" {MASK} ", line[len(error_class) :])
    pieces: list[str] = [error_class] if error_class else []
    for piece in filter(_HAS_WORDS, _PIECE.findall(rest)):
        kept = _kept(piece)
        if kept != MASK or pieces[-1:] != [MASK]:
            pieces.append(kept)
    return " ".join(pieces)


def unquoted(text: str) -> str:
    """Return a message without its quotes, which are values and never its own words."""
    return _QUOTED.sub(" ", text)


def _kept(piece: str) -> str:
    if _SQL_STATE.fullmatch(piece):
        return piece
    word = _WORD.fullmatch(piece)
    return piece if word and word[2].lower() in _VOCABULARY else MASK
