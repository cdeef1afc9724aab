"""What is sent and printed: the JSON of the contract."""
