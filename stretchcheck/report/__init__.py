"""Tells people what a result found: a page to read, a line, and a table for the terminal."""

from stretchcheck.report.page import render_report
from stretchcheck.report.series import ReportSeries, Thumbnail
from stretchcheck.report.summary import summary_line
from stretchcheck.report.table import summary_table
from stretchcheck.report.words import DISCLAIMER, side_words

__all__ = ["DISCLAIMER", "ReportSeries", "Thumbnail", "render_report", "side_words", "summary_line", "summary_table"]
