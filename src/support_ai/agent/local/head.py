"""The trained head: from the features of a message to the odds of every intent, by one hidden layer."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from support_ai.core.embedder import Vectors

HEAD = Path(__file__).parent / "head.npz"


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights [in, out] and a bias [out]."""

    weights: Vectors
    bias: Vectors

    def __call__(self, vector: Vectors) -> Vectors:
        """Return [out] for [in]; of letters and words most are absent, so that few rows count."""
        present = np.flatnonzero(vector)
        return np.asarray(vector[present] @ self.weights[present] + self.bias, np.float32)


@dataclass(frozen=True, slots=True)
class Head:
    """What `support-ai understand --train` wrote; the temperature makes the odds mean what they say."""

    names: tuple[str, ...]
    hidden: Layer
    last: Layer
    temperature: float

    def logits(self, vectors: Vectors) -> Vectors:
        """Return [texts, intents] for features [texts, WIDTH], tempered."""
        # One row at a time: for two, the library starts threads that wait longer than they work.
        rows = [self.last(np.maximum(self.hidden(vector), 0)) for vector in vectors]
        return np.asarray(np.stack(rows) / self.temperature, np.float32)

    def save(self, path: Path) -> None:
        """Write it in int8, with a scale for each output."""
        hidden, hidden_scale = _rounded(self.hidden.weights)
        last, last_scale = _rounded(self.last.weights)
        np.savez_compressed(
            path,
            names=np.array(self.names),
            temperature=np.float32(self.temperature),
            hidden=hidden,
            hidden_scale=hidden_scale,
            hidden_bias=self.hidden.bias,
            last=last,
            last_scale=last_scale,
            last_bias=self.last.bias,
        )

    @classmethod
    def load(cls, path: Path = HEAD) -> "Head":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            layers = [
                Layer(
                    np.ascontiguousarray((stored[name].astype(np.float32) * stored[f"{name}_scale"]).T),
                    stored[f"{name}_bias"].astype(np.float32),
                )
                for name in ("hidden", "last")
            ]
            names = tuple(str(name) for name in stored["names"])
            return cls(names, layers[0], layers[1], float(stored["temperature"]))


def _rounded(weights: Vectors) -> tuple[NDArray[np.int8], Vectors]:
    """Return weights [in, out] as int8 [out, in], and the scale [out, 1] that gives them back."""
    rows = weights.T
    scale = np.abs(rows).max(axis=1, keepdims=True) / 127 + 1e-12
    return np.asarray(np.round(rows / scale), np.int8), np.asarray(scale, np.float32)
