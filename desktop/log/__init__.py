"""The log as values: entry, canonical form, chain, clock, heads and merge. Pure: no store, key or clock of its own."""
