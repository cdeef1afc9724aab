"""What turns Hits into a draft of a Reply: the embedded extractive answerer, and chat models."""
