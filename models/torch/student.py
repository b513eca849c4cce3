"""Trains the student on the teacher's logits (temperature 2) together with the labels, and on unlabelled text."""

import argparse
import math
from pathlib import Path

import numpy as np
import torch
from network import ToneNetwork, Training, batches, predict
from rows import CACHE, PARTS, UNLABELLED_PART, encode, read_rows
from torch.nn import functional

EPOCHS = 3
BATCH = 128
RATE = 2e-4
TEMPERATURE = 2.0
#: Share of the soft loss; the rest is the cross-entropy with the label.
SOFT = 0.7
#: Weight of the heads of other conventions in the soft loss; an unlabelled text's own head is the first.
OTHER_HEADS = 0.3


def distillation_loss(
    logits: torch.Tensor, teacher: torch.Tensor, head: torch.Tensor, label: torch.Tensor
) -> torch.Tensor:
    """Hinton et al. (2015), over all heads. `logits`, `teacher`: `[batch, heads, labels]`; `head`, `label`: `[batch]`."""
    rows = torch.arange(len(logits), device=logits.device)
    own = head.clamp(min=0)
    weights = torch.full(logits.shape[:2], OTHER_HEADS, device=logits.device)
    weights[rows, own] = 1.0
    divergence = functional.kl_div(
        functional.log_softmax(logits / TEMPERATURE, -1),
        functional.softmax(teacher / TEMPERATURE, -1),
        reduction="none",
    ).sum(-1)
    soft = (divergence * TEMPERATURE**2 * weights).sum(1).mean()
    labelled = label >= 0
    hard = functional.cross_entropy(logits[rows, own][labelled], label[labelled], reduction="sum") / len(logits)
    return SOFT * soft + (1 - SOFT) * hard


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", choices=["open", "research"], default="open")
    parser.add_argument("--start", type=Path, default=CACHE / "all-MiniLM-L6-v2")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)

    rows = read_rows(options.terms)
    ids = encode(rows.texts, options.start)
    teacher = torch.from_numpy(np.load(CACHE / f"teacher-{options.terms}.npy").astype(np.float32)).to(device)
    network = ToneNetwork(options.start, rows.heads).to(device)
    pad = network.encoder.config.pad_token_id
    seen = np.flatnonzero((rows.part == PARTS["train"]) | (rows.part == UNLABELLED_PART))
    training = Training(network, RATE, EPOCHS * math.ceil(len(seen) / BATCH))
    for epoch in range(EPOCHS):
        network.train()
        for batch, tokens, mask in batches(seen, ids, BATCH, pad, device, random):
            with torch.autocast(device.type, torch.bfloat16):
                logits = network(tokens, mask)
            head = torch.from_numpy(rows.head[batch]).to(device)
            label = torch.from_numpy(rows.label[batch]).to(device)
            training.step(distillation_loss(logits, teacher[torch.from_numpy(batch).to(device)], head, label))
        # The held-out part is looked at once, at the end: nothing is chosen by it.
        for part in ("validation", "test") if epoch + 1 == EPOCHS else ("validation",):
            for number, name in enumerate(rows.heads):
                asked = rows.labelled(part)
                asked = asked[rows.head[asked] == number]
                found = predict(network, asked, ids, pad, device)[:, number].argmax(1)
                right = (found == rows.label[asked]).mean()
                print(f"epoch {epoch + 1}, {part}, {name}: {right:.4f} of {len(asked)}")
    network.save(CACHE / f"student-{options.terms}")


if __name__ == "__main__":
    main()
