"""Follow-ups made to stand on their own, and the conversations they stand in."""
