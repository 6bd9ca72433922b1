"""The words of commands, see cards.commands, and the help that explains them.

A catalogue adds the words of its own language. Words that mean the same are separated by vertical
bars.
"""

from typing import Final

from cards.reader import TextKey

# The words of commands.
WORDS_HELP: Final = TextKey("help")  # synonyms separated by |
WORDS_NEW: Final = TextKey("new | start over | new conversation")  # synonyms separated by |
WORDS_SPACE: Final = TextKey("space | spaces")  # synonyms separated by |
WORDS_HISTORY: Final = TextKey("history")  # synonyms separated by |
WORDS_STOP: Final = TextKey("stop")  # synonyms separated by |
WORDS_LANGUAGE: Final = TextKey("language")  # synonyms separated by |
WORDS_WHOAMI: Final = TextKey("whoami | who am i")  # synonyms separated by |
WORDS_PRIVATE: Final = TextKey("private")  # synonyms separated by |
WORDS_CANCEL: Final = TextKey("cancel")  # synonyms separated by |
WORDS_YES: Final = TextKey("yes | y")  # an answer: synonyms separated by |
WORDS_NO: Final = TextKey("no | n")  # an answer: synonyms separated by |

# What the help explains.
HELP_LINES: Final = (
    TextKey("**Ask** in plain words, in any language: “Sales by region last quarter?”"),
    TextKey("**Follow up**: “and by month?” continues the same conversation. It is yours alone."),
    TextKey("**new** starts another conversation, **stop** stops what I am working on."),
    TextKey("**space** chooses which data I ask."),
    TextKey(
        "**history** lists your recent questions: open them again, go on from them, delete them."
    ),
    TextKey("**/private** and a question, in a group: I answer in our private chat."),
    TextKey("**language** changes the language in which I write to you."),
    TextKey("**whoami** shows what I know of you, **help** shows this."),
)
