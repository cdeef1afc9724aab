"""From a file to the Library: readers, footnotes, passages."""
