"""One file per format; each turns bytes into a Reading."""
