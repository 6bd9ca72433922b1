"""The same small bot on other frameworks: `make bench-frameworks`, or `python -m bench.frameworks`.

Each bot shows that it is typing, says that it analyses the question, asks Genie, and answers with a
card that has a chart, a table and what to ask next. It checks no token and stores nothing. Each is
written as its framework's documentation writes such a program.
"""
