"""Trains the cross-fitted teacher and stores its logits for every row.

A training row's logits come from the one model that did not see its fold; all other rows' are the mean of the three.
"""

import argparse
import math
from pathlib import Path

import numpy as np
import torch
from network import ToneNetwork, Training, batches, predict
from rows import CACHE, TEACHER_FOLDS, Rows, encode, read_rows
from torch.nn import functional

EPOCHS = 2
BATCH = 64
RATE = 4e-5
SMOOTHING = 0.05


def train_fold(rows: Rows, ids: list[np.ndarray], start: Path, fold: int, device: torch.device) -> ToneNetwork:
    torch.manual_seed(fold)
    random = np.random.default_rng(fold)
    network = ToneNetwork(start, rows.heads).to(device)
    pad = network.encoder.config.pad_token_id
    seen = rows.labelled("train")
    seen = seen[rows.fold[seen] != fold]
    training = Training(network, RATE, EPOCHS * math.ceil(len(seen) / BATCH))
    network.train()
    for _ in range(EPOCHS):
        for batch, tokens, mask in batches(seen, ids, BATCH, pad, device, random):
            with torch.autocast(device.type, torch.bfloat16):
                logits = network(tokens, mask)
            own = logits[torch.arange(len(batch)), torch.from_numpy(rows.head[batch])]
            label = torch.from_numpy(rows.label[batch]).to(device)
            training.step(functional.cross_entropy(own, label, label_smoothing=SMOOTHING))
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", choices=["open", "research"], default="open")
    parser.add_argument("--teacher", type=Path, default=CACHE / "all-mpnet-base-v2")
    options = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    rows = read_rows(options.terms)
    ids = encode(rows.texts, options.teacher)
    total = np.zeros((len(rows), len(rows.heads), 3), np.float32)
    count = np.zeros(len(rows))
    for fold in range(TEACHER_FOLDS):
        network = train_fold(rows, ids, options.teacher, fold, device)
        asked = np.flatnonzero((rows.fold == -1) | (rows.fold == fold))
        total[asked] += predict(network, asked, ids, network.encoder.config.pad_token_id, device)
        count[asked] += 1
    logits = total / count[:, None, None]
    np.save(CACHE / f"teacher-{options.terms}.npy", logits.astype(np.float16))

    for part in ("train", "test"):
        for number, head in enumerate(rows.heads):
            asked = rows.labelled(part)
            asked = asked[rows.head[asked] == number]
            right = (logits[asked, number].argmax(1) == rows.label[asked]).mean()
            print(f"{'out of fold' if part == 'train' else 'held out'}, {head}: {right:.4f} of {len(asked)}")


if __name__ == "__main__":
    main()
