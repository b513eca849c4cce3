"""Rows that teacher and student read: the labelled pool and unlabelled text, as JSON lines in .cache/distil."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "distil"
POOL = CACHE / "pool.jsonl"
UNLABELLED = CACHE / "unlabelled.jsonl.gz"

#: One head a labelling convention; conventions that share a head harm each other.
HEADS = {
    "open": ["investor", "tweets"],
    "research": ["investor", "tweets", "phrasebank", "headlines", "fiqa"],
}
#: The cross-fitting uses three folds: those of the pool, modulo three.
TEACHER_FOLDS = 3
PARTS = {"train": 0, "validation": 1, "test": 2}
UNLABELLED_PART = 3


@dataclass
class Rows:
    """Columns of equal length. `label` and `head` are -1 where there is none; `fold` is -1 outside the training part."""

    texts: list[str]
    part: np.ndarray
    fold: np.ndarray
    head: np.ndarray
    label: np.ndarray
    heads: list[str]

    def labelled(self, part: str) -> np.ndarray:
        return np.flatnonzero((self.part == PARTS[part]) & (self.head >= 0))

    def __len__(self) -> int:
        return len(self.texts)


def read_rows(terms: str) -> Rows:
    """Reads what a model under these terms may see."""
    heads = HEADS[terms]
    number = {head: i for i, head in enumerate(heads)}
    rows = [json.loads(line) for line in POOL.open(encoding="utf8")]
    rows = [row for row in rows if row["convention"] in number and (terms == "research" or row["terms"] == "open")]
    with gzip.open(UNLABELLED, "rt", encoding="utf8") as file:
        more = [row for row in map(json.loads, file) if terms == "research" or row["terms"] == "open"]
    count = len(more)
    training = [row["part"] == "train" for row in rows]
    return Rows(
        texts=[row["text"] for row in rows] + [row["text"] for row in more],
        part=np.array([PARTS[row["part"]] for row in rows] + [UNLABELLED_PART] * count),
        fold=np.array([r["fold"] % TEACHER_FOLDS if t else -1 for r, t in zip(rows, training)] + [-1] * count),
        head=np.array([number[row["convention"]] for row in rows] + [-1] * count),
        label=np.array([row["label"] for row in rows] + [-1] * count),
        heads=heads,
    )


def encode(texts: list[str], tokenizer: Path, window: int = 128) -> list[np.ndarray]:
    """Token ids of each text, special tokens included, at most `window` of them."""
    model = Tokenizer.from_file(str(tokenizer / "tokenizer.json"))
    model.no_padding()
    model.enable_truncation(window)
    return [np.array(encoding.ids, dtype=np.int64) for encoding in model.encode_batch(texts)]
