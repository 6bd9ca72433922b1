"""Small talk, see cards.small_talk: its words, and what is said to it.

A catalogue adds the words of its own language. Words that mean the same are separated by vertical
bars.
"""

from typing import Final

from cards.reader import TextKey

# The words of small talk.
WORDS_GREETING: Final = TextKey(
    "hello | hi | hey | hello there | hi there | good morning | good afternoon | good evening"
)
WORDS_THANKS: Final = TextKey(
    "thanks | thank you | thx | many thanks | thanks a lot | thanks so much | "
    "thank you so much | thank you very much"
)

# What is said to it.
GREETING: Final = TextKey("Hello!")
GREETING_HOW: Final = TextKey(
    "Type a question about your data, or type **help** to see what you can do."
)
THANKS: Final = TextKey("You’re welcome! Just ask when you have another question.")
