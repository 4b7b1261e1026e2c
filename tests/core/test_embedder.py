"""The shipped model is the one that its provenance names, and sentences of like meaning lie close."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from support_ai.core import embedder as module
from support_ai.core.embedder import DIMENSIONS, Embedder

MODEL = Path(module.__file__).parents[1] / "models" / "minilm"


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder.load()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_the_files_are_those_of_the_provenance(name: str) -> None:
    digest = hashlib.sha256((MODEL / name).read_bytes()).hexdigest()
    assert digest in (MODEL / "PROVENANCE.md").read_text(encoding="utf-8")


def test_vectors_have_length_one_whatever_the_text(embedder: Embedder) -> None:
    texts = ["", "a", "Where is my order?", "wo ist mein paket 📦", "word " * 5000, "\x00\u202e"]
    vectors = embedder.embed(texts)
    assert vectors.shape == (len(texts), DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_like_meaning_lies_closer_than_unlike(embedder: Embedder) -> None:
    question, like, unlike = embedder.embed(
        ["Where is my parcel?", "Has my package been delivered yet?", "Do you sell gift cards?"]
    )
    assert question @ like > question @ unlike + 0.2


def test_a_text_has_nearly_the_same_vector_alone_and_in_company(embedder: Embedder) -> None:
    texts = [f"order number {number} and {'much ' * (number % 7)}more" for number in range(70)]
    together = embedder.embed(texts)
    alone = np.vstack([embedder.embed([text]) for text in texts])
    assert np.min(np.sum(together * alone, axis=1)) > 0.98


async def test_one_text_is_embedded_beside_the_loop(embedder: Embedder) -> None:
    assert np.allclose(await embedder.embed_async("hello"), embedder.embed(["hello"])[0], atol=1e-5)
