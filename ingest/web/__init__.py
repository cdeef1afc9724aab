"""Fetching pages, politely and safely."""
