"""Where bot state lives."""
