"""Windows over the window: one question or one form each."""
