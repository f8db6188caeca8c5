"""Papers: frozen rows in, bytes out."""
