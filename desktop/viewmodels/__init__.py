"""What a screen knows: frozen state, drafts, enabled actions, undo. QtCore only; a view shows it and forwards."""
