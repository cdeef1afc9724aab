"""Public sets of questions, claims, documents and conversations, with the floors to hold."""
