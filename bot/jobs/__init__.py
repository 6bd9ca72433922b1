"""Durable work: jobs in the journal, their leases, and what a turn does once its state is saved.

May use messaging, state and storage.
"""
