"""Widgets only, one screen a file: a view shows its view-model and forwards what the person does."""
