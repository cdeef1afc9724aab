"""What the product costs in time and memory: ``ibid bench``."""
