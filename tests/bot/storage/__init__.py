"""Stores: in memory, in a file, in Azure Storage."""
