"""Spreadsheets: which sheets and columns there are, which words are accepted, and how a cell is read. Pure."""
