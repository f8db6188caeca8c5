"""The command line: one file per group of commands; each returns an exit status."""
