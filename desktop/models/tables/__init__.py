"""The SQL tables: those that the log projects (made of the registry) and the bookkeeping beside them."""
