"""The Discord door: rendering is pure and apart from the connection; answering is in process or over HTTP."""
