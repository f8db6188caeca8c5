"""The store's versions, run by Alembic. Imports nothing of ours, and nobody imports it."""
