"""The work on one question, from its arrival to its answer.

May use answers, jobs, admission, messaging and state.
"""
