"""The JSON contract of HTTP and the command line."""
