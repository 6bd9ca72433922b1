"""Storage that outlives the process: items of state, the journal of jobs, and the audit trail.

Imports no other package of bot/.
"""
