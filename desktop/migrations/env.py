"""Alembic's entry: runs the versions inside the transaction and on the connection that the store hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None)
context.run_migrations()
