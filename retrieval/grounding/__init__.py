"""The gate between a draft and the reader: what a claim says must be in what it cites."""

from retrieval.grounding.gate import LEAST_OVERLAP_WRITTEN, Gate, GateVerdict, missing
from retrieval.grounding.problems import Problem, ProblemKind

__all__ = ["LEAST_OVERLAP_WRITTEN", "Gate", "GateVerdict", "Problem", "ProblemKind", "missing"]
