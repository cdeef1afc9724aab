"""The embedding in the box, with its real weights."""

from __future__ import annotations

import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from retrieval.embed import MINILM, EmbeddingUnavailable, MiniLM, load_embedding
from retrieval.inference import LONGEST, WeightsUnavailable

SAME = 1e-5
"""How far apart, at most, a text's vector may be from itself in another batch. The graph quantises what flows through
it token by token, so that company changes nothing but the order of some sums: 3e-8 was seen. With the usual one scale
for the whole batch it would be 3e-2, and a library ingested again would not be the same."""

PUBLISHED_COSINE = 0.7553
"""Of the pair below, in fp32; https://www.sbert.net prints it in its examples, too."""

TEXTS = [
    "The embassy in Lisbon was closed.",
    "Why?",
    "",
    "In 1998 the committee counted 1,137 offices, of which 46 were abroad and 12 were about to be merged. " * 4,
    "naïve café 🙂👩‍👩‍👧 東京",
    "A bicycle needs air in its tyres.",
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM(threads=2)


def test_vectors_have_length_one_and_384_dimensions(minilm: MiniLM) -> None:
    vectors = minilm.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), minilm.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_texts_no_vectors(minilm: MiniLM) -> None:
    assert minilm.encode([]).shape == (0, 384)
    assert minilm.embed_documents([]) == []
    assert minilm.count_tokens([]) == []


def test_order_is_kept_and_company_changes_nothing(minilm: MiniLM) -> None:
    texts = [f"{text} {number}" for number in range(20) for text in TEXTS]
    random.Random(7).shuffle(texts)
    together = minilm.encode(texts)
    alone = np.concatenate([minilm.encode([text]) for text in texts])
    assert np.abs(together - alone).max() < SAME


def test_threads_change_nothing(minilm: MiniLM) -> None:
    assert np.abs(MiniLM(threads=1).encode(TEXTS) - minilm.encode(TEXTS)).max() < SAME


def test_many_threads_may_share_it() -> None:
    shared = MiniLM(threads=1)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(shared.encode, [TEXTS] * 8))
    assert all(np.abs(item - found[0]).max() < SAME for item in found)


def test_what_comes_after_256_tokens_is_not_seen(minilm: MiniLM) -> None:
    body = "word " * (LONGEST - 2)
    cut, longer, shorter = minilm.encode([body, body + "and then something else", body[:-10]])
    assert np.abs(cut - longer).max() < SAME
    assert np.abs(cut - shorter).max() > SAME


@pytest.mark.timeout(30)
def test_a_very_long_text_is_cut_like_any_other(minilm: MiniLM) -> None:
    sentence = "The report was adopted. "
    long, cut = minilm.encode([sentence * 4200, sentence * 60])
    assert np.abs(long - cut).max() < SAME


@pytest.mark.parametrize("text", ["", " ", "🙂", "\ud800", "\x00", "a" * 5000, "́" * 50, "[PAD] [CLS] [MASK]"])
def test_any_text_has_a_vector(minilm: MiniLM, text: str) -> None:
    assert np.linalg.norm(minilm.embed_query(text)) == pytest.approx(1, abs=1e-5)


def test_what_means_the_same_is_nearer(minilm: MiniLM) -> None:
    question, near, far, unrelated = minilm.encode(
        [
            "How many embassies were shut in 2023?",
            "Seven diplomatic missions were closed in 2023.",
            "Embassies issue visas to travellers.",
            "A bicycle needs air in its tyres.",
        ]
    )
    assert question @ near > question @ far > question @ unrelated


def test_vectors_are_those_of_the_published_model(minilm: MiniLM) -> None:
    """Quantised to int8, a cosine may differ from the fp32 one by a hundredth or two."""
    one, other = minilm.encode(["A man is eating food.", "A man is eating a piece of bread."])
    assert one @ other == pytest.approx(PUBLISHED_COSINE, abs=0.02)


def test_tokens_are_counted_without_special_ones_and_without_a_cut(minilm: MiniLM) -> None:
    assert minilm.count_tokens(["", "hello world", "word " * 1000]) == [0, 2, 1000]


TOKENIZER = Tokenizer.from_file(str(MINILM / "tokenizer.json"))

SPACES = " \n\r\t\f\x00\x1c\x85\xa0\u2028\u200d\ufffd"
"""What parts words, and what only seems to: BERT's vocabulary knows no control characters and drops them."""


@given(st.lists(st.text(st.sampled_from(SPACES + "\ud800.,-'[CLS]aaéß\u0301東🙂")), max_size=4))
def test_the_tokens_of_words_are_those_of_the_text(minilm: MiniLM, texts: list[str]) -> None:
    texts = [*texts, *TEXTS, *(f"a{space}a" for space in SPACES), "word" * 20 + " " + "word" * 3]
    whole = [TOKENIZER.encode(text.replace("\ud800", "?"), add_special_tokens=False) for text in texts]
    assert list(minilm.model.ids(texts)) == [item.ids for item in whole]
    assert [minilm.model.tokens(text).places for text in texts] == [item.offsets for item in whole]


def test_langchain_sees_the_same_vectors(minilm: MiniLM) -> None:
    documents = minilm.embed_documents(TEXTS)
    assert np.abs(np.asarray(documents) - minilm.encode(TEXTS)).max() < SAME
    assert np.abs(np.asarray(minilm.embed_query(TEXTS[0])) - documents[0]).max() < SAME


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_damaged_weights_are_refused(tmp_path: Path, name: str) -> None:
    weights = tmp_path / "minilm"
    shutil.copytree(MINILM, weights)
    data = bytearray((weights / name).read_bytes())
    data[len(data) // 2] ^= 1
    (weights / name).write_bytes(data)
    with pytest.raises(WeightsUnavailable, match=f"{name} is damaged"):
        MiniLM(weights=weights).embed_query("x")


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match="cannot be read"):
        MiniLM(weights=tmp_path).embed_query("x")


def test_the_setting_names_the_embedding() -> None:
    assert isinstance(load_embedding("minilm"), MiniLM)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("nonsense", "IBID_EMBEDDING"),
        ("no-such:model", "IBID_EMBEDDING"),
        ("cohere:x", "langchain-cohere|IBID_EMBEDDING"),
    ],
)
def test_an_embedding_that_cannot_be_had_says_what_to_do(spec: str, said: str) -> None:
    with pytest.raises(EmbeddingUnavailable, match=said):
        load_embedding(spec)
