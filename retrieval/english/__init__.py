"""English: its words, stems, numbers, units, dates, names and countries. Compares nothing and stores nothing."""
