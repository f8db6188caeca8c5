"""The encrypted store: engine, unit of work, log table, projection and repositories."""
