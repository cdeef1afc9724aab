"""Conversations, and the rewriting of follow-ups so that they stand on their own."""
