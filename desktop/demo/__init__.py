"""Throw-away vaults with invented people, driven through a whole round trip by the real services."""
