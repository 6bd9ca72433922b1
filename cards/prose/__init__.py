"""Genie's Markdown: read by a parser, and written as what a message and a card can draw."""

from cards.prose.blocks import Block, Code, Grid, Line, Prose, Run, Start
from cards.prose.drawing import block_elements
from cards.prose.pages import Page, page_of
from cards.prose.reading import blocks
from cards.prose.writing import message_text, spoken_text, whole_text

__all__ = [
    "Block",
    "Code",
    "Grid",
    "Line",
    "Page",
    "Prose",
    "Run",
    "Start",
    "block_elements",
    "blocks",
    "message_text",
    "page_of",
    "spoken_text",
    "whole_text",
]
