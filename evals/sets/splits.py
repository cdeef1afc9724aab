"""What is trained on and what is measured with: a fixed split of the public sets that serve both."""

from __future__ import annotations

import hashlib

FITTED_SHARE, MEASURED_SHARE = 0.1, 0.25
"""The shares of the paragraphs that the reader's weights never see: to fit its calibration on, and to measure with."""


def is_fitted(paragraph_id: str) -> bool:
    """Whether a paragraph, with every question on it, is for fitting the answerer's few numbers."""
    return _place(paragraph_id) < FITTED_SHARE


def is_measured(paragraph_id: str) -> bool:
    """Whether a paragraph, with every question on it, is for measuring alone."""
    return FITTED_SHARE <= _place(paragraph_id) < FITTED_SHARE + MEASURED_SHARE


def is_held(paragraph_id: str) -> bool:
    """Whether the reader's training leaves a paragraph out."""
    return is_fitted(paragraph_id) or is_measured(paragraph_id)


def _place(paragraph_id: str) -> float:
    return hashlib.sha256(paragraph_id.encode()).digest()[0] / 256
