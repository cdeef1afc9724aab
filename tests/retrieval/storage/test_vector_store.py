"""The vectors in Chroma, embedded: what a search finds of what there is."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.storage.identity import made_by
from retrieval.storage.vector_store import Embedded, Vectors, VectorStore

NEAREST = 60


def test_a_search_finds_nearly_all_of_the_nearest(tmp_path: Path) -> None:
    dice = np.random.default_rng(46)
    vectors, asked = unit(dice.normal(size=(3000, 48))), unit(dice.normal(size=(40, 48)))
    store = VectorStore(Embedded(tmp_path))
    store.open("body", made_by("minilm"))
    store.add([str(i) for i in range(len(vectors))], ["s"] * len(vectors), vectors)
    found = [{item for item, _ in store.search(each, NEAREST)} for each in asked]
    store.close()
    nearest = [set(map(str, np.argsort(-(vectors @ each))[:NEAREST])) for each in asked]
    shares = [len(item & wanted) / NEAREST for item, wanted in zip(found, nearest, strict=True)]
    assert sum(shares) / len(shares) > 0.99


def unit(rows: NDArray[np.float64]) -> Vectors:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
