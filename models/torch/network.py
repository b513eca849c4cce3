"""An encoder with mean pooling and one linear head a convention, and the loop that both trainings share."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from transformers import AutoModel

LABELS = 3
Batch = tuple[np.ndarray, torch.Tensor, torch.Tensor]


class ToneNetwork(nn.Module):
    """Logits `[batch, heads, labels]` of token ids and mask `[batch, length]`."""

    def __init__(self, start: Path, heads: list[str], dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(start, add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.heads = nn.ModuleDict({head: nn.Linear(width, LABELS) for head in heads})
        self.dropout = nn.Dropout(dropout)
        for head in self.heads.values():
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        kept = mask.unsqueeze(-1).float()
        pooled = self.dropout((hidden * kept).sum(1) / kept.sum(1))
        return torch.stack([head(pooled) for head in self.heads.values()], 1)

    def save(self, folder: Path) -> None:
        """Writes `model.safetensors` (the encoder) and `heads.safetensors`."""
        folder.mkdir(parents=True, exist_ok=True)
        for module, name in ((self.encoder, "model"), (self.heads, "heads")):
            state = {key: value.detach().float().contiguous().cpu() for key, value in module.state_dict().items()}
            save_file(state, folder / f"{name}.safetensors")


def batches(
    rows: np.ndarray,
    ids: list[np.ndarray],
    size: int,
    pad: int,
    device: torch.device,
    random: np.random.Generator | None,
) -> Iterator[Batch]:
    """Batches of similar length: shuffled, then sorted inside windows of fifty batches; in order without a generator."""
    rows = rows if random is None else random.permutation(rows)
    cut: list[np.ndarray] = []
    for start in range(0, len(rows), size * 50):
        window = rows[start : start + size * 50]
        window = window[np.argsort([len(ids[row]) for row in window], kind="stable")]
        cut += [window[at : at + size] for at in range(0, len(window), size)]
    order = range(len(cut)) if random is None else random.permutation(len(cut))
    for number in order:
        batch = cut[number]
        length = math.ceil(max(len(ids[row]) for row in batch) / 8) * 8
        tokens = np.full((len(batch), length), pad)
        mask = np.zeros((len(batch), length), dtype=np.int64)
        for place, row in enumerate(batch):
            tokens[place, : len(ids[row])] = ids[row]
            mask[place, : len(ids[row])] = 1
        yield batch, torch.from_numpy(tokens).to(device), torch.from_numpy(mask).to(device)


class Training:
    """AdamW with linear warm-up and decay, clipping at norm 1, bfloat16 products."""

    def __init__(self, network: nn.Module, rate: float, steps: int, warm_up: float = 0.06, decay: float = 0.01) -> None:
        matrices = [p for p in network.parameters() if p.ndim > 1]
        others = [p for p in network.parameters() if p.ndim <= 1]
        groups = [{"params": matrices, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
        self.network = network
        self.optimiser = torch.optim.AdamW(groups, lr=rate)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser,
            lambda step: min((step + 1) / (warm_up * steps), max(0.0, (steps - step) / (steps * (1 - warm_up)))),
        )

    def step(self, loss: torch.Tensor) -> None:
        if not torch.isfinite(loss):
            raise FloatingPointError("The loss is not finite.")
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        self.optimiser.zero_grad(set_to_none=True)


@torch.no_grad()
def predict(
    network: ToneNetwork, rows: np.ndarray, ids: list[np.ndarray], pad: int, device: torch.device
) -> np.ndarray:
    """Logits `[rows, heads, labels]`, float32."""
    network.eval()
    place = {row: at for at, row in enumerate(rows)}
    logits = np.zeros((len(rows), len(network.heads), LABELS), np.float32)
    for batch, tokens, mask in batches(rows, ids, 256, pad, device, None):
        with torch.autocast(device.type, torch.bfloat16):
            found = network(tokens, mask)
        logits[[place[row] for row in batch]] = found.float().cpu().numpy()
    return logits
