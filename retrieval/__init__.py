"""The Library: the words of Ibid, its stores, search, and what turns Hits into a Reply."""
