"""The metrics, one per file: formula, source, and the score of a case with its reason."""
