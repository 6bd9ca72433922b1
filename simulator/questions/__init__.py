"""From a question to its query and its answer as text.

scanning: words to tokens of the lexicon, or unknown. reading: tokens to a draft, in which each word
has a role. settling: a draft to a request, with defaults and with what a follow-up keeps. checking:
refuses what is impossible, and names it. sql, titles, sentences, remarks: the request as a query
and as text. To add a word, add a spelling; to add a kind of question, add a measure, a dimension, a
value or a listing.
"""
