"""The gate between a draft and the reader: what a claim says must be in what it cites."""

from retrieval.grounding.gate import LEAST_OVERLAP_WRITTEN, Gate, Verdict, missing
from retrieval.grounding.problems import Kind, Problem

__all__ = ["LEAST_OVERLAP_WRITTEN", "Gate", "Kind", "Problem", "Verdict", "missing"]
