"""A clip's results in the formats that other programs read; see docs/exports.md."""

from stretchcheck.exports.clip import ExportError
from stretchcheck.exports.writing import KINDS, write

__all__ = ["KINDS", "ExportError", "write"]
