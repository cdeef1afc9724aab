"""PDF: pages as they are drawn, made into text, notes and their ties."""
