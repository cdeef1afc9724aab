"""What is measured, one metric a file: formula, source, and the value of a case with its reason."""
