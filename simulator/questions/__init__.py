"""From a question to its query and its answer in words.

scanning: words to tokens of the lexicon, or unknown. reading: tokens to a draft, in which each word
has its part. settling: a draft to a request, with defaults and with what a follow-up keeps.
checking: what cannot be, by name. sql, titles, sentences, remarks: the request as a query and as
words. To teach it a word, add a spelling; to teach it a kind, add a measure, a dimension, a value
or a listing.
"""
