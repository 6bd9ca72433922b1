"""The process: the parts of the application, and HTTP with deadlines and limits.

It may import everything except simulator/; only app.py and benchmarks import it.
"""
