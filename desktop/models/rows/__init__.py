"""Frozen records: what the rest of the program passes around. No SQL, no Qt."""
