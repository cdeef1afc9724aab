"""What becomes of each letter of a document, and what looks wrong about a reading."""
