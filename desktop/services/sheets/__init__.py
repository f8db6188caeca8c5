"""Spreadsheets in and out: templates, imports row by row, exports."""
