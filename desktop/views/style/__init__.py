"""How it looks: palettes with computed contrast, one scale of type and of space, icons."""
