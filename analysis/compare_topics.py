# SPDX-License-Identifier: Apache-2.0
"""Topics of thema beside those of BERTopic and scikit-learn, of the same embeddings of the same papers:

    PEERS=/opt/thema/peers/bin/python                  # container/dependencies.sh --peers
    $PEERS analysis/compare_topics.py --run run --topics 100 --cores 2

`run` is a run directory with documents.h5 and embeddings.h5; it is only read. Compared are thema (cluster and label),
the same with cluster.smooth, with that and label.weighting = "bm25", and without the bootstrap samples that tell how
stable topics are, which no other has, BERTopic with k-means and with its default, UMAP and HDBSCAN, and scikit-learn's
k-means with the words of BERTopic's c-TF-IDF. Every tool starts from the embeddings and ends with ten keywords a topic,
in a process of its own, twice: are the topics the same the second time? (thema's second time is on one rank more.) No
tool is told a random state, as nobody is who follows its first example; thema has one by default. Keywords are single
words in all, general ones too (model, data): NPMI favours frequent words, and without them not the topics would be
compared.

All are judged here in the same way: NPMI by gensim (window 10, the corpus itself as reference), also of the first ten
words that are no plural or singular of one before ("group", "groups"), as thema's keywords are; diversity as OCTIS has
it, V-measure against the primary categories by scikit-learn; papers that HDBSCAN leaves without a topic are one
class of their own, their share is printed. Seconds are of the work: without imports and starts of processes, thema's
with reading the papers, the others' without. Memory is of the whole process, thema's of all ranks.
"""

import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile
import time

import numpy as np

from compared_tools import (own_peak_mebibytes, peak_mebibytes, read_embeddings, run_thema, run_this_script,
                            stage_seconds)

KEYWORDS, SPARE_WORDS, WINDOW = 10, 10, 10
TOOLS = ("thema", "thema, smooth", "thema, smooth, bm25", "thema, no bootstraps", "BERTopic, k-means",
         "BERTopic, HDBSCAN", "scikit-learn k-means")
WORD = re.compile(r"(?u)\b\w\w+\b")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True, help="run directory")
    parser.add_argument("--thema", default=os.environ.get("THEMA_PROGRAM", "build/thema"), help="the program")
    parser.add_argument("--topics", type=int, default=100, help="K, where the tool takes one")
    parser.add_argument("--starts", type=int, default=1, help="of k-means, in all tools")
    parser.add_argument("--cores", type=int, default=2, help="ranks of thema, threads of the others")
    parser.add_argument("--tools", default=";".join(TOOLS), help="semicolon between several")
    parser.add_argument("--times", type=int, default=2, help="how often each works")
    parser.add_argument("--json", type=pathlib.Path, help="file to write")
    parser.add_argument("--work", nargs=2, metavar=("TOOL", "FILE"), help=argparse.SUPPRESS)  # one tool, one time
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    if arguments.work:
        work(arguments, *arguments.work)
        return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for tool in arguments.tools.split(";"):
            times = [run_tool(arguments, tool, pathlib.Path(folder), number) for number in range(arguments.times)]
            rows.append({"tool": tool, **judge(arguments, times[0]),
                         "seconds": [one["seconds"] for one in times],
                         "mebibytes": max(one["mebibytes"] for one in times),
                         "same_twice": len({one["digest"] for one in times}) == 1 if len(times) > 1 else None})
            print_row(rows[-1], header=len(rows) == 1)
    if arguments.json:
        arguments.json.write_text(json.dumps({"command": " ".join(sys.argv), "rows": rows}, indent=1) + "\n")


# --------------------------------------------------------------------------------------------------- the papers


def read_texts(run):
    import h5py

    with h5py.File(run / "documents.h5") as file:
        def column(name):
            offsets, data = file[f"{name}/offsets"][...].astype(np.int64), file[f"{name}/bytes"][...].tobytes()
            return [data[a:b].decode() for a, b in zip(offsets[:-1], offsets[1:])]

        return [f"{title}. {text}" for title, text in zip(column("title"), column("abstract"))], \
            [(names.split() or [""])[0] for names in column("categories")]


# ---------------------------------------------------------------------------------------------------- the tools


def run_tool(arguments, tool, folder, number):
    """A tool at work in a process of its own: seconds, memory, labels, keywords."""
    out = folder / "work.json"
    if tool.startswith("thema"):
        found = topics_by_thema(arguments, tool, folder, arguments.cores + number)
    else:
        run_this_script(arguments.cores, "--work", tool, out)
        found = json.loads(out.read_text())
    answer = json.dumps([found["labels"], found["keywords"]])
    found["digest"] = hashlib.sha256(answer.encode()).hexdigest()
    return found


def topics_by_thema(arguments, tool, folder, ranks):
    import h5py

    run = folder / f"thema-{ranks}"
    run.mkdir()
    for name in ("documents.h5", "embeddings.h5"):
        (run / name).symlink_to((arguments.run / name).resolve())
    own = {"smooth": ("--cluster.smooth", "true"), "no bootstraps": ("--cluster.bootstraps", 0),
           "bm25": ("--label.weighting", "bm25")}
    options = {"cluster": ["--cluster.k", arguments.topics, "--cluster.starts", arguments.starts],
               "label": ["--label.max_ngram", 1, "--label.general_words", "alone"]}
    for name in tool.split(", ")[1:]:
        option, value = own[name]
        options[option[2:].split(".")[0]] += [option, value]
    peak = seconds = 0
    for stage, more in options.items():
        done = run_thema(arguments.thema, ranks, stage, "--run", run, *more)
        peak = max(peak, peak_mebibytes(done, stage, ranks))
        seconds += stage_seconds(done, stage)
    with h5py.File(run / "clusters.h5") as file:
        labels = file["assignment"][...].tolist()
    with h5py.File(run / "topics.h5") as file:
        words = np.char.decode(file["keywords"][...].astype("S"), "utf-8")[:, :KEYWORDS].tolist()
    shutil.rmtree(run)
    return {"labels": labels, "keywords": words, "seconds": seconds, "mebibytes": peak}


def work(arguments, tool, out):
    """In the process of one tool. Reading the papers and imports are not part of its time."""
    texts, _ = read_texts(arguments.run)
    rows = read_embeddings(arguments.run / "embeddings.h5")
    from bertopic import BERTopic
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import CountVectorizer

    kmeans = KMeans(arguments.topics, n_init=arguments.starts)
    words = CountVectorizer(stop_words="english", min_df=2)
    before = time.perf_counter()
    if tool == "scikit-learn k-means":
        labels = kmeans.fit(rows).labels_
        keywords = words_of(texts, labels, words)
    else:
        model = BERTopic(embedding_model=None, vectorizer_model=words, top_n_words=KEYWORDS + SPARE_WORDS,
                         **({"hdbscan_model": kmeans} if tool == "BERTopic, k-means" else {}))
        labels, _ = model.fit_transform(texts, rows)
        keywords = [[word for word, _ in model.get_topic(t)] for t in sorted(set(labels)) if t >= 0]
    seconds = time.perf_counter() - before
    peak = own_peak_mebibytes()
    pathlib.Path(out).write_text(json.dumps({"labels": [int(t) for t in labels], "keywords": keywords,
                                             "seconds": seconds, "mebibytes": peak}))


def words_of(texts, labels, vectorizer):
    """BERTopic's c-TF-IDF of topics that something else found."""
    from bertopic.vectorizers import ClassTfidfTransformer

    counts = vectorizer.fit_transform(texts)
    import scipy.sparse

    papers = len(labels)
    membership = scipy.sparse.csr_matrix((np.ones(papers, dtype=np.int64), (labels, np.arange(papers))))
    weights = ClassTfidfTransformer().fit_transform(scipy.sparse.csr_matrix(membership @ counts)).toarray()
    names = vectorizer.get_feature_names_out()
    return [[str(names[j]) for j in np.argsort(-row, kind="stable")[:KEYWORDS + SPARE_WORDS]] for row in weights]


# ------------------------------------------------------------------------------------------------ the judgement


def judge(arguments, found):
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel
    from sklearn.metrics import v_measure_score

    texts, categories = read_texts(arguments.run)
    all_words = [[word for word in words if word] for words in found["keywords"]]
    keywords = [words[:KEYWORDS] for words in all_words]
    tokens = [WORD.findall(text.lower()) for text in texts]
    dictionary = Dictionary(tokens)

    def npmi(topics):
        # A keyword that the plain words of this script lack (accents, signs) cannot be judged.
        judged = [[word for word in words if word in dictionary.token2id] for words in topics]
        model = CoherenceModel(topics=[words for words in judged if len(words) > 1], texts=tokens,
                               dictionary=dictionary, coherence="c_npmi", topn=KEYWORDS, window_size=WINDOW,
                               processes=arguments.cores)
        return model.get_coherence()

    every = [word for words in keywords for word in words]
    return {"topics": len(keywords), "npmi": npmi(keywords),
            "npmi_of_one_form": npmi([one_form_each(words)[:KEYWORDS] for words in all_words]),
            "diversity": len(set(every)) / len(every),
            "v_measure": v_measure_score(categories, found["labels"]),
            "without_topic": float(np.mean(np.array(found["labels"]) < 0)), "papers": len(texts)}


def one_form_each(words):
    """Without plurals and singulars of words before them."""
    kept = {}
    for word in words:
        kept.setdefault(singular(word), word)
    return list(kept.values())


def singular(word):
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def print_row(row, header):
    if header:
        print(f"{row['papers']} papers\n{'':22}{'topics':>7}{'NPMI':>8}{'one form':>10}{'diversity':>11}"
              f"{'V-measure':>11}"
              f"{'no topic':>10}{'seconds':>16}{'MiB':>7}  same result twice")
    seconds = ", ".join(f"{s:.1f}" for s in row["seconds"])
    same = {True: "yes", False: "no", None: "not tried"}[row["same_twice"]]
    print(f"{row['tool']:22}{row['topics']:>7}{row['npmi']:>8.3f}{row['npmi_of_one_form']:>10.3f}"
          f"{row['diversity']:>11.3f}{row['v_measure']:>11.3f}"
          f"{row['without_topic']:>10.1%}{seconds:>16}{row['mebibytes']:>7}  {same}", flush=True)


if __name__ == "__main__":
    main()
