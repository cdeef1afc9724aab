"""The command line: a thin door, each command in a file of its own."""
