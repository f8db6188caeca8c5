"""Files between vaults as values: bytes in, a verdict out."""
