"""Evaluation: suites of cases, metrics, and runs that decide whether a change ships."""
