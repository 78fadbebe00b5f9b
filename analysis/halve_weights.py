# SPDX-License-Identifier: Apache-2.0
"""A copy of an encoder's folder with its weights in fp16, half as large:

    python analysis/halve_weights.py /models/all-MiniLM-L6-v2 /tmp/minilm-fp16

thema reads it as it reads the original; in fp32 the embeddings differ by the rounding of the weights (for MiniLM a
cosine of 0.99999 and more). Only fp32 tensors change. Needs numpy.
"""

import json
import pathlib
import shutil
import struct
import sys

import numpy as np

WEIGHTS = "model.safetensors"


def main():
    if len(sys.argv) != 3:
        sys.exit(f"usage: halve_weights.py FOLDER NEW_FOLDER\n{__doc__}")
    source, target = map(pathlib.Path, sys.argv[1:])
    if not (source / WEIGHTS).is_file():
        sys.exit(f"halve_weights.py: {source / WEIGHTS} is missing")
    if target.exists():
        sys.exit(f"halve_weights.py: {target} exists already")
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.is_file() and path.suffix in (".json", ".txt"):
            shutil.copy(path, target)
    for folder in source.iterdir():
        if folder.is_dir() and folder.name[:1].isdigit():  # sentence-transformers' modules: 1_Pooling, 2_Normalize
            shutil.copytree(folder, target / folder.name)
    (target / WEIGHTS).write_bytes(halved((source / WEIGHTS).read_bytes()))


def halved(file):
    """The bytes of the safetensors file with every F32 tensor as F16."""
    (length,) = struct.unpack("<Q", file[:8])
    header, data = json.loads(file[8:8 + length]), memoryview(file)[8 + length:]
    new_header, parts, at = {"__metadata__": header.pop("__metadata__", {})}, [], 0
    for name, tensor in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = tensor["data_offsets"]
        values, dtype = bytes(data[begin:end]), tensor["dtype"]
        if dtype == "F32":
            values, dtype = np.frombuffer(values, "<f4").astype("<f2").tobytes(), "F16"
        new_header[name] = {"dtype": dtype, "shape": tensor["shape"], "data_offsets": [at, at + len(values)]}
        parts.append(values)
        at += len(values)
    text = json.dumps(new_header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(parts)


if __name__ == "__main__":
    main()
