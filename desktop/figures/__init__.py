"""What is counted and how: each definition has a name, a version and a sentence."""
