"""Claims that hold, and claims whose words are all in the text but do not belong together there, made by rule."""
