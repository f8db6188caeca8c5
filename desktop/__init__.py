"""Indenfor: Red Cross visits, mentoring and study support in Danish prisons; an encrypted, offline desktop application."""
