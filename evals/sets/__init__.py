"""Public sets of questions, claims, documents and conversations, with the floors that are to be held."""
