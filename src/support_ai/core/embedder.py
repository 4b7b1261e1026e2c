"""Sentences to vectors with all-MiniLM-L6-v2 (int8, shipped with the package): no network, one core, 2 ms a query."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

DIMENSIONS = 384
_MODEL = Path(__file__).parent.parent / "models" / "minilm"
_MAX_TOKENS = 256
_BATCH = 32

Vectors = NDArray[np.float32]
_T = TypeVar("_T")
_R = TypeVar("_R")


class Embedder:
    """A loaded model; safe to use from several tasks."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
        """Take what `load` read."""
        self._session = session
        self._tokenizer = tokenizer
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="embedder")

    @classmethod
    def load(cls) -> "Embedder":
        """Read the shipped model; about 0.1 seconds."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(_MODEL / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(_MODEL / "tokenizer.json"))
        tokenizer.enable_truncation(_MAX_TOKENS)
        tokenizer.enable_padding()
        return cls(session, tokenizer)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors [len(texts), 384]; a text is read up to its 256th token."""
        # Texts of like length together: padding is computed like everything else.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            encoded = self._tokenizer.encode_batch([texts[index] for index in chosen])
            fed = {
                "input_ids": np.array([one.ids for one in encoded], np.int64),
                "attention_mask": np.array([one.attention_mask for one in encoded], np.int64),
            }
            vectors[chosen] = self._session.run(["embedding"], fed)[0]
        return vectors

    async def embed_async(self, text: str) -> Vectors:
        """Return the unit vector [384] of one text, computed beside the event loop."""
        return (await self.beside_the_loop(self.embed, [text]))[0]

    async def beside_the_loop(self, work: Callable[[_T], _R], value: _T) -> _R:
        """Run work that embeds on the one thread that embeds."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, value)
