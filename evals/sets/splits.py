"""Fixed train, fit and measure split of the public sets, by a hash of the paragraph id."""

from __future__ import annotations

import hashlib

FITTED_SHARE, MEASURED_SHARE = 0.1, 0.25
"""The shares of the paragraphs kept out of training: to fit the calibration, and to measure."""


def is_fitted(paragraph_id: str) -> bool:
    """Whether a paragraph, with all its questions, is for fitting the answerer's few parameters."""
    return _place(paragraph_id) < FITTED_SHARE


def is_measured(paragraph_id: str) -> bool:
    """Whether a paragraph, with all its questions, is for measuring alone."""
    return FITTED_SHARE <= _place(paragraph_id) < FITTED_SHARE + MEASURED_SHARE


def is_held(paragraph_id: str) -> bool:
    """Whether a paragraph is kept out of the reader's training."""
    return is_fitted(paragraph_id) or is_measured(paragraph_id)


def _place(paragraph_id: str) -> float:
    return hashlib.sha256(paragraph_id.encode()).digest()[0] / 256
