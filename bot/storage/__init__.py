"""Storage that outlives the process: items of state, and the journal of jobs.

Imports no other package of bot/.
"""
