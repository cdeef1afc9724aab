"""The Discord bot. Rendering is pure and apart from the connection; answers come from this process or over HTTP."""
