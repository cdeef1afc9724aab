"""Notes and the marks that refer to them, whatever the format."""
