"""Cells that the tables of several reports have, for people."""

from tally.domain.reports.answer_words import format_number, format_share, name_segment

__all__ = ["format_number", "format_share", "name_segment"]
