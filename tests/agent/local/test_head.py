"""The trained head: what is written is read again, and absent features cost nothing and change nothing."""

from pathlib import Path

import numpy as np

from support_ai.agent.local.features import WIDTH
from support_ai.agent.local.head import HEAD, Head
from support_ai.agent.local.intent import Intent


def test_a_head_that_is_written_and_read_says_the_same(tmp_path: Path) -> None:
    head, path = Head.load(), tmp_path / "head.npz"
    head.save(path)
    again = Head.load(path)
    assert again.names == head.names
    assert again.temperature == head.temperature
    vectors = np.random.default_rng(1).normal(size=(3, WIDTH)).astype(np.float32)
    np.testing.assert_allclose(again.logits(vectors), head.logits(vectors), rtol=1e-4, atol=1e-4)


def test_what_is_absent_is_left_out_of_the_sum() -> None:
    layer = Head.load(HEAD).hidden
    vector = np.zeros(WIDTH, np.float32)
    vector[[3, 400, 4000]] = 0.5, -1.0, 2.0
    np.testing.assert_allclose(layer(vector), vector @ layer.weights + layer.bias, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(layer(np.zeros(WIDTH, np.float32)), layer.bias)


def test_it_knows_every_intent_once() -> None:
    assert sorted(Head.load().names) == sorted(one.value for one in Intent)
