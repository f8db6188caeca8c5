"""Domain records: rows that are passed around, and the tables they are read from."""
