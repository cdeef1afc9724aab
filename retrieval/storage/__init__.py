"""Where the Library is kept: the catalogue, the vectors and the index of words, changed together."""
