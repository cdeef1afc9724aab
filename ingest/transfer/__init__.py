"""Moving a library: the export format, written and read."""
