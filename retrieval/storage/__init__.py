"""Stores the Library: the catalogue, the vectors and the lexical index, changed together."""
