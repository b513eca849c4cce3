"""Collects unlabelled financial text for the teacher to label: nothing that resembles a held-out row.

Reuters titles and sentences, call sentences (research terms only), and the paraphrases and corrupted rewrites
that a large language model wrote.
"""

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from rows import POOL, UNLABELLED

SEED = 5
NEWS_SENTENCES = 90_000
CALL_SENTENCES = 40_000
#: Jaccard similarity of word trigrams from which two texts count as near-duplicates.
NEAR = 0.5
COMMON = 200
SENTENCE_END = re.compile(r"(?<=[a-z0-9”\"\)]\.)\s+(?=[A-Z\"“])")


def trigrams(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + 3]) for i in range(len(words) - 2)} or {" ".join(words)}


class HeldOut:
    """Tells whether a text resembles a row of the validation or test part."""

    def __init__(self, texts: set[str]) -> None:
        self.sizes: list[int] = []
        self.holders: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            own = trigrams(text)
            self.sizes.append(len(own))
            for trigram in own:
                self.holders[trigram].append(number)

    def resembles(self, text: str) -> bool:
        own = trigrams(text)
        shared = Counter(
            number
            for trigram in own
            if len(holders := self.holders.get(trigram, [])) <= COMMON
            for number in holders
        )
        return any(n / (len(own) + self.sizes[number] - n) >= NEAR for number, n in shared.items())


def usable(sentence: str) -> bool:
    return 40 < len(sentence) < 400


def lines(path: Path) -> Iterator[dict]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf8") as file:
        yield from map(json.loads, file)


def collect(data: Path, corpus: Path) -> Iterator[tuple[str, str]]:
    """Texts with their terms."""
    chosen = random.Random(SEED)
    sentences: list[str] = []
    for article in lines(data / "text" / "reuters.sample.jsonl.gz"):
        if article["title"]:
            yield article["title"], "open"
        sentences += filter(usable, map(str.strip, SENTENCE_END.split(article["text"])))
    yield from ((text, "open") for text in chosen.sample(sentences, NEWS_SENTENCES))
    calls = [s for call in lines(data / "text" / "ectsum.train.jsonl.gz") for s in call["text"] if usable(s)]
    yield from ((text, "research") for text in chosen.sample(calls, CALL_SENTENCES))
    for row in lines(data / "paraphrase" / "llm.jsonl"):
        yield row["source"], "open"
        yield from ((paraphrase["text"], "open") for paraphrase in row["paraphrases"])
        yield row["corrupted"]["text"], "open"
    for path in sorted((corpus / "paraphrase").glob("*.jsonl")):
        yield from ((row["corrupted"]["text"], "open") for row in lines(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    pool = list(lines(POOL))
    held_out = HeldOut({row["text"] for row in pool if row["part"] != "train"})
    seen = {row["text"] for row in pool}
    kept = 0
    with gzip.open(UNLABELLED, "wt", encoding="utf8") as file:
        for text, terms in collect(options.data, Path(__file__).resolve().parents[1] / "data"):
            if text in seen or held_out.resembles(text):
                continue
            seen.add(text)
            kept += 1
            file.write(json.dumps({"text": text, "terms": terms}) + "\n")
    print(f"{kept} texts")


if __name__ == "__main__":
    main()
