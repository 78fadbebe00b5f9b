#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes gradient_NAME.npy for ids, direction, mean, words, centred, attention and integrated: what PyTorch's autograd
and Hugging Face's BertModel say of all-MiniLM-L6-v2 in fp64 on a CPU. Run in an environment with transformers:

    python make_gradient_golden.py FOLDER_OF_ALL_MINILM_L6_V2

The score is x . direction with x the unit mean of the last hidden states (words), or that less half of the embedding of
another text and normalised again (centred: the mean is gradient_mean.npy). Integrated gradients (Sundararajan et al.
2017) by the midpoint rule with 16 steps from the embedding of [MASK] in place of every token but the first and the
last. Last made with: see gradient_versions.txt.
"""
import pathlib
import sys

import numpy
import torch
import transformers

TEXT = "Dark matter halos of dwarf galaxies, and their cores."
OTHER = "Graph colouring is hard."
STEPS = 16


def unit(x):
    return x / x.norm(dim=-1, keepdim=True)


def main(folder):
    here = pathlib.Path(__file__).resolve().parent
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.BertModel.from_pretrained(folder, attn_implementation="eager").double().eval()
    table = model.get_input_embeddings().weight.detach()
    ids = tokenizer(TEXT)["input_ids"]

    def embed(words):
        return unit(model(inputs_embeds=words).last_hidden_state.mean(1))

    other = embed(table[tokenizer(OTHER)["input_ids"]][None]).detach()[0]
    mean = (0.5 * other).float()
    generator = torch.Generator().manual_seed(7)
    direction = unit(torch.randn(table.shape[1], generator=generator, dtype=torch.float64)).float()

    def gradient(words, center):
        leaf = words.clone().requires_grad_(True)
        x = embed(leaf)
        if center:
            x = unit(x - mean.double())
        (x @ direction.double()).sum().backward()
        return leaf.grad

    words = table[ids][None]
    baseline = words.clone()
    baseline[:, 1:-1] = table[tokenizer.mask_token_id]
    path = (torch.arange(STEPS, dtype=torch.float64) + 0.5) / STEPS
    mean_gradient = sum(gradient(baseline + a * (words - baseline), False) for a in path) / STEPS
    attention = model(inputs_embeds=words, output_attentions=True).attentions[-1][0]

    def save(name, values, kind):
        numpy.save(here / f"gradient_{name}.npy", values.detach().numpy().astype(kind))

    save("ids", torch.tensor(ids), numpy.int32)
    save("direction", direction, numpy.float32)
    save("mean", mean, numpy.float32)
    save("words", gradient(words, False)[0], numpy.float32)
    save("centred", gradient(words, True)[0], numpy.float32)
    save("attention", attention, numpy.float32)
    save("integrated", ((words - baseline) * mean_gradient).sum(-1)[0], numpy.float32)
    (here / "gradient_versions.txt").write_text(
        f"transformers {transformers.__version__}, torch {torch.__version__}, numpy {numpy.__version__}\n")


if __name__ == "__main__":
    main(sys.argv[1])
