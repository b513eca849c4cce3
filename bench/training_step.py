"""PyTorch's half of training-step.ts: prints median milliseconds (wall and processor) of a step as JSON."""

import json
import statistics
import sys
import time

import torch
from transformers import BertConfig, BertModel


class Lora(torch.nn.Module):
    def __init__(self, base: torch.nn.Linear, rank: int = 8, alpha: float = 16) -> None:
        super().__init__()
        self.base, self.factor = base, alpha / rank
        self.a = torch.nn.Parameter(torch.randn(rank, base.in_features) / base.in_features**0.5)
        self.b = torch.nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.base(x) + self.factor * (x @ self.a.T @ self.b.T)


def build(shape: dict, variant: str):
    config = BertConfig(vocab_size=30522, num_attention_heads=12, max_position_embeddings=512, **shape)
    encoder = BertModel(config, add_pooling_layer=False).train()
    if variant != "full":
        for name, parameter in encoder.named_parameters():
            parameter.requires_grad = variant == "bitfit" and name.endswith(".bias")
    if variant == "lora":
        for layer in encoder.encoder.layer:
            layer.attention.self.query = Lora(layer.attention.self.query)
            layer.attention.self.value = Lora(layer.attention.self.value)
    return encoder, torch.nn.Linear(shape["hidden_size"], 3)


def measure(shape: dict, variant: str, batch: int, length: int, steps: int) -> dict:
    encoder, head = build(shape, variant)
    trained = [p for p in [*encoder.parameters(), *head.parameters()] if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=1e-4)
    ids = torch.arange(batch * length).reshape(batch, length) * 7919 % 29000 + 1000
    mask = torch.ones_like(ids)
    labels = torch.arange(batch) % 3
    times, processor = [], []
    for _ in range(steps + 2):
        start, cpu_start = time.perf_counter(), time.process_time()
        optimiser.zero_grad()
        states = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        loss = torch.nn.functional.cross_entropy(head(states.mean(1)), labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        times.append(time.perf_counter() - start)
        processor.append(time.process_time() - cpu_start)
    step, cpu = (statistics.median(values[2:]) * 1000 for values in (times, processor))
    return {"step": step, "cpu": cpu}


def main() -> None:
    job = json.loads(sys.argv[1])
    torch.set_num_threads(job["threads"])
    found = {
        f"{name} {variant}": measure(shape, variant, job["batch"], job["length"], job["steps"])
        for name, shape in job["shapes"].items()
        for variant in ("full", "bitfit", "lora")
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
