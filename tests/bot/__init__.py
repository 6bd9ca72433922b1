"""Tests of the Teams side."""
