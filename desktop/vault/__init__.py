"""The vault's folder: keyring files, lock, witness, home and exchange folder."""
