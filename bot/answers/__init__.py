"""What happens to an answer after it was given: presenting, paging, charts, ratings.

May use state, messaging and export.
"""
