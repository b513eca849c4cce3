"""Answers of an independent implementation (tokenizers and onnxruntime, both for Python) on a pack's files.

Reads a JSON request {model, tokenizer, maxTokens, outputs: {head: output name}, cases: [{texts, padTo}]} from the
file named by the first argument; prints {cases: [{ids, logits: {head: rows}}]}.
"""

import json
import sys

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

with open(sys.argv[1], encoding="utf-8") as file:
    request = json.load(file)

tokenizer = Tokenizer.from_file(request["tokenizer"])
tokenizer.no_padding()
tokenizer.enable_truncation(request["maxTokens"])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(request["model"], options, providers=["CPUExecutionProvider"])


def answer(case):
    encodings = [tokenizer.encode(text) for text in case["texts"]]
    length = case["padTo"] or max(len(encoding.ids) for encoding in encodings)
    ids = np.zeros((len(encodings), length), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    values = session.run(list(request["outputs"].values()), {"input_ids": ids, "attention_mask": mask})
    logits = {
        head: [[round(float(x), 5) for x in row] for row in rows]
        for head, rows in zip(request["outputs"], values)
    }
    return {"ids": [encoding.ids for encoding in encodings], "logits": logits}


print(json.dumps({"cases": [answer(case) for case in request["cases"]]}))
