"""What outlives the process: items of state, and the journal of jobs.

Uses no other room.
"""
