"""The Library: Ibid's domain model, its stores, its search, and the pipeline from Hits to a Reply."""
