"""The same small bot on other frameworks: `make bench-frameworks`, or `python -m bench.frameworks`.

Each bot shows that it is typing, says that it analyses the question, asks Genie, and answers with a
card that has a chart, a table and what to ask next. It checks no token and stores nothing. Each is
written as its framework's documentation writes such a program, with the advice of that
documentation on speed. The docstrings of the bots, and of blocking.py, list what was tried, with
its source: 60 people ask within two seconds, Genie takes 3 to 6 s, and what is given is the CPU
time per answer with it, compared with the same bot without it. Differences below ten per cent are
noise.
"""
