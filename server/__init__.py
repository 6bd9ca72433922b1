"""The process: the parts of the application, and HTTP with deadlines and limits.

Imports everything but simulator/, and is imported by app.py and benchmarks alone.
"""
