# SPDX-License-Identifier: Apache-2.0
"""thema beside the tools that people use, on the same texts and cores, in one run:

    PEERS=/opt/thema/peers/bin/python                  # container/dependencies.sh --peers
    $PEERS analysis/compare_with_peers.py tokenize --input papers.jsonl
    $PEERS analysis/compare_with_peers.py encode --input papers.jsonl --cores 2

tokenize: the wheel `tokenizers`, one thread each. encode: sentence-transformers, from texts to unit vectors; thema's
time is that of its model and of its tokenizer one after the other. The two take turns, `--rounds` times; a ratio is
taken in each round, so a machine that slows down slows both. Without --input the papers are synthetic. Prints a table,
and writes JSON with every round to --json. MPI is started as $THEMA_MPIEXEC, else mpirun.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
import tokenizers  # noqa: E402  (reads the variable above)

from compared_tools import run_thema  # noqa: E402

MEGABYTE = 1e6
DOCUMENTS = {"tokenize": 10_000, "encode": 256}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark", choices=DOCUMENTS)
    parser.add_argument("--thema", default=os.environ.get("THEMA_PROGRAM", "build/thema"), help="the program")
    parser.add_argument("--model", type=pathlib.Path, help="folder of the encoder (default: that of thema's minilm)")
    parser.add_argument("--input", type=pathlib.Path, help="JSON lines, or .zst of them; default: thema synth")
    parser.add_argument("--documents", type=int, help="the first n (default: 10000 for tokenize, 256 for encode)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cores", type=int, default=1, help="encode: ranks of thema, threads of the peer (default 1)")
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    parser.add_argument("--dtypes", default="auto", help="encode: thema's encode.dtype, comma between several")
    parser.add_argument("--backends", default="", help="encode: thema's attention, comma between (default: all)")
    parser.add_argument("--peer-dtypes", default="", help="default: fp32 on a CPU, fp16 on a GPU; comma between")
    parser.add_argument("--peer-batches", default="32,128", help="batch sizes of the peer; the fastest counts")
    parser.add_argument("--json", type=pathlib.Path, help="file to write")
    arguments = parser.parse_args()
    arguments.documents = arguments.documents or DOCUMENTS[arguments.benchmark]
    return arguments


def main():
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as folder:
        papers = pathlib.Path(folder) / "papers.jsonl"
        write_papers(arguments, papers)
        result = COMPARISONS[arguments.benchmark](arguments, papers)
    result = {"comparison": arguments.benchmark, "command": " ".join(sys.argv), **result}
    print_table(result)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")


def write_papers(arguments, path):
    """The first papers of the input in a file of their own, so that both tools get the same."""
    if not arguments.input:
        run_thema(arguments.thema, 1, "synth", "--output", path, "--synth.papers", arguments.documents)
        return
    packed = arguments.input.suffix == ".zst"
    reader = subprocess.Popen(["zstd", "-dcq", arguments.input] if packed else ["cat", arguments.input],
                              stdout=subprocess.PIPE)
    with path.open("wb") as out:
        for _, line in zip(range(arguments.documents), reader.stdout):
            out.write(line)
    reader.kill()
    reader.wait()


def report_of_thema(arguments, papers, *more):
    """One report of `thema bench`."""
    ranks = arguments.cores if arguments.benchmark == "encode" else 1
    model = ["--encode.model", arguments.model] if arguments.model else []
    done = run_thema(arguments.thema, ranks, "bench", arguments.benchmark, "--json", "--input", papers,
                     "--bench.documents", arguments.documents, "--run.device", arguments.device, *model, *more)
    return json.loads(done.stdout)


def model_folder(arguments, papers):
    """Where thema found its model."""
    if arguments.model:
        return arguments.model
    done = run_thema(arguments.thema, 1, "bench", "tokenize", "--json", "--input", papers, "--bench.documents", 1)
    return pathlib.Path(json.loads(done.stdout)["facts"]["tokenizer"])


def folded(text):
    """Runs of white space and control characters as one blank, as thema reads papers."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()


def read_texts(papers):
    """(as they are, as the encoder gets them), made here and not by thema."""
    raw, lowered = [], []
    for line in papers.read_bytes().splitlines():
        paper = json.loads(line)
        text = f"{folded(paper['title'])}. {folded(paper['abstract'])}"
        raw.append(text)
        lowered.append(folded(text.lower()))
    return raw, lowered


def summary(what, unit, thema, peer, better="higher", **more):
    """A row: the rates (or, better lower, times) of all rounds, their medians, and how many times better thema is,
    round by round."""
    ratios = [a / b if better == "higher" else b / a for a, b in zip(thema, peer)]
    return {"what": what, "unit": unit, "thema": thema, "peer": peer, "thema_median": statistics.median(thema),
            "peer_median": statistics.median(peer), "ratio": statistics.median(ratios), "ratio_low": min(ratios),
            "ratio_high": max(ratios), **more}


def print_table(result):
    print(f"thema {result['thema']} beside {result['peer']}; {result['machine']['processor']}; "
          f"{result['documents']} papers, {result['rounds']} rounds in turn")
    width = max(len(row["what"]) for row in result["rows"])
    print(f"{'':{width}}  {'thema':>10}  {'peer':>10}  {'':11}  ratio [lowest, highest]")
    for row in result["rows"]:
        print(f"{row['what']:{width}}  {row['thema_median']:10.4g}  {row['peer_median']:10.4g}  {row['unit']:11}  "
              f"{row['ratio']:.2f} [{row['ratio_low']:.2f}, {row['ratio_high']:.2f}]"
              + ("" if row.get("equal", True) else "  IDS DIFFER"))


# ------------------------------------------------------------------------------------------------------ tokenize


def compare_tokenizers(arguments, papers):
    raw, lowered = read_texts(papers)
    texts = {"as they are": raw, "as the encoder gets them": lowered}
    reports, theirs = [], []
    for _ in range(arguments.rounds):
        reports.append(report_of_thema(arguments, papers, "--bench.repetitions", 3))
        peer = tokenizers.Tokenizer.from_file(str(pathlib.Path(reports[0]["facts"]["tokenizer"]) / "tokenizer.json"))
        theirs.append([time_wheel(peer, texts[row["texts_are"]], row["limit"]) for row in reports[0]["rows"]])
    rows = []
    for i, row in enumerate(reports[0]["rows"]):
        limit = f"at most {row['limit']} tokens" if row["limit"] else "whole"
        _, tokens, id_sum = theirs[0][i]
        ours = [report["rows"][i]["megabytes_per_second"]["median"] for report in reports]
        peers = [row["bytes"] / MEGABYTE / round_of_peer[i][0] for round_of_peer in theirs]
        rows.append(summary(f"{row['texts_are']}, {limit}", "MB/s", ours, peers,
                            equal=(tokens, id_sum) == (row["tokens"], row["id_sum"])))
    return {"thema": reports[0]["thema"], "peer": f"tokenizers {tokenizers.__version__}",
            "machine": reports[0]["machine"], "documents": len(raw), "rounds": arguments.rounds, "cores": 1,
            "rows": rows}


def time_wheel(tokenizer, texts, limit):
    """Seconds on one thread, tokens, and the sum of the ids."""
    tokenizer.no_padding()
    if limit:
        tokenizer.enable_truncation(limit)
    else:
        tokenizer.no_truncation()
    seconds, tokens, id_sum = 0.0, 0, 0
    for first in range(0, len(texts), 1000):
        start = time.perf_counter()
        encodings = tokenizer.encode_batch_fast(texts[first:first + 1000])
        seconds += time.perf_counter() - start
        for encoding in encodings:
            tokens += len(encoding.ids)
            id_sum += sum(encoding.ids)
    return seconds, tokens, id_sum


# -------------------------------------------------------------------------------------------------------- encode


def compare_encoders(arguments, papers):
    import sentence_transformers
    import torch

    torch.set_num_threads(arguments.cores)
    texts = read_texts(papers)[1]
    configurations = peer_configurations(arguments, model_folder(arguments, papers), sentence_transformers, torch)
    backends = ["--bench.backends", arguments.backends] if arguments.backends else []
    reports, theirs, ours = [], {name: [] for name in configurations}, {}
    for _ in range(arguments.rounds):
        for dtype in arguments.dtypes.split(","):
            reports.append(report_of_thema(arguments, papers, "--bench.repetitions", 1, "--encode.dtype", dtype,
                                           *backends))
            add_rates(ours, reports[-1])
        prefix = reports[0]["facts"]["prefix"]
        for name, (encoder, batch) in configurations.items():
            start = time.perf_counter()
            encoder.encode([prefix + text for text in texts], batch_size=batch, normalize_embeddings=True)
            theirs[name].append(len(texts) / (time.perf_counter() - start))
    facts = reports[0]["facts"]
    fastest_peer = max(theirs, key=lambda name: statistics.median(theirs[name]))
    rows = [summary(f"thema {dtype} {best}, peer {name}" + (" (fastest)" if name == fastest_peer else ""),
                    "documents/s", rates, peer_rates)
            for dtype, (best, rates) in best_backends(ours).items() for name, peer_rates in theirs.items()]
    return {"thema": reports[0]["thema"], "machine": reports[0]["machine"], "documents": len(texts),
            "peer": f"sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__}",
            "rounds": arguments.rounds, "cores": arguments.cores, "model": facts["model"],
            "tokens": facts["tokens"], "rates_of_backends": {" ".join(key): rates for key, rates in ours.items()},
            "rows": rows}


def peer_configurations(arguments, model, sentence_transformers, torch):
    """Name -> (encoder, batch size), warmed up."""
    types = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
    dtypes = arguments.peer_dtypes or ("fp32" if arguments.device == "cpu" else "fp16")
    configurations = {}
    for dtype in dtypes.split(","):
        encoder = sentence_transformers.SentenceTransformer(str(model), device=arguments.device,
                                                            model_kwargs={"dtype": types[dtype]})
        encoder.encode(["the first call is slower"] * 8)
        for batch in map(int, arguments.peer_batches.split(",")):
            configurations[f"{dtype} in batches of {batch}"] = (encoder, batch)
    return configurations


def add_rates(ours, report):
    """Documents/s with tokenising, by number format and attention."""
    facts = report["facts"]
    for row in report["rows"]:
        if "why_not" not in row:
            seconds = row["seconds"]["median"] + facts["tokenise_seconds"]
            ours.setdefault((facts["dtype"], row["backend"]), []).append(facts["documents"] / seconds)


def best_backends(ours):
    """Number format -> its fastest attention and that one's rates."""
    best = {}
    for (dtype, backend), rates in ours.items():
        if dtype not in best or statistics.median(rates) > statistics.median(best[dtype][1]):
            best[dtype] = (backend, rates)
    return best


COMPARISONS = {"tokenize": compare_tokenizers, "encode": compare_encoders}

if __name__ == "__main__":
    main()
