"""Pure functions of the field's rules: who may, who counts, what must not be stored."""
