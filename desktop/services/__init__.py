"""The verbs: one method is one use case and one transaction."""
