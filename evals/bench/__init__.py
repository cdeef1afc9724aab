"""Benchmarks of time and memory: ``ibid bench``."""
