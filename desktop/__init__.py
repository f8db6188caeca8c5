"""Indenfor: Red Cross visits, mentoring and study support in Danish prisons; an encrypted, offline desktop application."""

__version__ = "0.1.0"
