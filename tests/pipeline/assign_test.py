# SPDX-License-Identifier: Apache-2.0
"""New papers in the topics of a run: its own papers get its own bits, the rest beside NumPy; on any number of ranks,
after a kill, and what is refused."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import h5py
import numpy as np

sys.path.append(str(pathlib.Path(os.environ["THEMA_SOURCE"]) / "analysis"))

import thema_results  # noqa: E402
from thema_job import JobTest, command, contents, model_folder, synthetic_papers, thema

PAPERS = 150
# Every block is committed at once, and each of three ranks has several.
ENCODE = ["--encode.block", 16, "--encode.max_length", 64, "--encode.commit_interval", 0]
CLUSTER = ["--cluster.k", 7, "--cluster.starts", 1, "--cluster.center", "true"]
COLUMNS = ("assignment", "similarity", "second", "second_similarity")


def assign(run, papers, *more, ranks=1, expect=0):
    return thema(ranks, "assign", "--run", run, "--input", papers, *more, expect=expect)


def assigned(run, name):
    with h5py.File(run / "assign" / f"{name}.h5") as file:
        found = {key: file[key][:] for key in (*COLUMNS, "novelty")}
        data, offsets = file["id/bytes"][:].tobytes(), file["id/offsets"][:].astype(int)
        found["ids"] = [data[i:j].decode() for i, j in zip(offsets[:-1], offsets[1:])]
        found["topics"] = {key: value[:] for key, value in file["topics"].items()}
        found["attributes"] = {key: file.attrs[key] for key in file.attrs}
    return found


def novelty_of(run, found):
    """From the run's histograms of similarities, 256 bins of [-1, 1] a topic."""
    with h5py.File(run / "clusters.h5") as file:
        topics, own = file["assignment"][:], file["similarity"][:].astype(float)
    bins = np.clip(np.floor((own + 1) * 128), 0, 255)
    result = []
    for topic, similarity in zip(found["assignment"], found["similarity"].astype(float)):
        of_topic = bins[topics == topic]
        result.append((of_topic >= np.clip(np.floor((similarity + 1) * 128), 0, 255)).mean())
    return np.array(result, dtype=np.float32)


class Assign(JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="thema-assign-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.papers = synthetic_papers(cls.shared, PAPERS)
        cls.base = cls.shared / "run"
        thema(2, "ingest", "--run", cls.base, "--input", cls.papers, "--ingest.min_abstract", 60)
        thema(2, "encode", "--run", cls.base, *ENCODE)
        thema(2, "cluster", "--run", cls.base, *CLUSTER)
        thema(1, "label", "--run", cls.base)
        cls.added = cls.shared / "added.jsonl"
        thema(1, "synth", "--output", cls.added, "--synth.papers", 100, "--synth.topics", 4, "--run.seed", 5)
        lines = cls.added.read_text().splitlines()
        short = json.dumps({**json.loads(lines[0]), "id": "short", "abstract": "x" * 59})
        cls.added.write_text("\n".join([short, *lines]) + "\n")

    def setUp(self):
        super().setUp()
        self.run_folder = self.folder / "run"
        shutil.copytree(self.base, self.run_folder)

    def test_own_papers_get_their_own_bits(self):
        before = {file.name: file.read_bytes() for file in self.base.glob("*.h5")}
        with h5py.File(self.base / "clusters.h5") as file, h5py.File(self.base / "documents.h5") as documents:
            expected, sizes = {key: file[key][:] for key in COLUMNS}, file["sizes"][:]
            ids = documents["id/bytes"][:].tobytes().decode()
        files = []
        for ranks in (1, 3):
            run = self.folder / f"run{ranks}"
            shutil.copytree(self.base, run)
            assign(run, self.papers, "--name", "own", ranks=ranks)
            files.append(contents(run / "assign" / "own.h5"))
            found = assigned(run, "own")
            for key in COLUMNS:
                self.assertEqual(found[key].tobytes(), expected[key].tobytes(), key)
            self.assertEqual("".join(found["ids"]), ids)
            np.testing.assert_array_equal(found["novelty"], novelty_of(run, found))
            attributes = found["attributes"]
            self.assertEqual(attributes["jensen_shannon"], 0)
            self.assertEqual(attributes["similarity_new"], attributes["similarity_run"])
            self.assertEqual(attributes["far_out_new"], attributes["far_out_run"])
            self.assertEqual([*found["topics"]["papers_new"]], [*sizes])
            np.testing.assert_array_equal(found["topics"]["similarity_new"], found["topics"]["similarity_run"])
            self.assertEqual({file.name: file.read_bytes() for file in run.glob("*.h5")}, before)
            self.assertEqual([each.name for each in (run / "assign").iterdir()], ["own.h5"])
        self.assertEqual(files[0], files[1])

    def test_new_papers_beside_numpy(self):
        run = self.run_folder
        out, _ = assign(run, self.added, "--json", "--assign.far_out", 0.9, ranks=2)
        report, found = json.loads(out), assigned(run, "added")
        self.assertNotIn("short", found["ids"])  # the run's own filter
        self.assertEqual(len(found["ids"]), 100)
        np.testing.assert_array_equal(found["novelty"], novelty_of(run, found))
        with h5py.File(run / "clusters.h5") as file:
            own, similarity = file["assignment"][:], file["similarity"][:].astype(float)
        shares = [np.bincount(topics, minlength=7) for topics in (own, found["assignment"])]
        self.assertEqual([each["run"] for each in report["topics"]], [*shares[0]])
        self.assertEqual([each["new"] for each in report["topics"]], [*shares[1]])
        p, q = (share / share.sum() for share in shares)
        middle, divergence = (p + q) / 2, 0
        for part in (p, q):
            divergence += (part[part > 0] * np.log2(part[part > 0] / middle[part > 0])).sum() / 2
        self.assertGreater(divergence, 0)
        self.assertAlmostEqual(report["jensen_shannon"], divergence, delta=1e-12)
        self.assertEqual(report["new"]["papers"], 100)
        self.assertAlmostEqual(report["new"]["similarity"], found["similarity"].astype(float).mean(), delta=1e-9)
        self.assertAlmostEqual(report["run"]["similarity"], similarity.mean(), delta=1e-9)
        self.assertEqual(report["new"]["far_out"], (found["novelty"].astype(float) > 0.9).sum())
        ours = {"assignment": own, "similarity": similarity}
        self.assertEqual(report["run"]["far_out"], (novelty_of(run, ours).astype(float) > 0.9).sum())
        self.assertGreater(report["run"]["far_out"], 0)
        for topic, each in enumerate(report["topics"]):
            here = found["assignment"] == topic
            self.assertEqual(each["far_out"], (found["novelty"][here].astype(float) > 0.9).sum())
            if here.any():
                mean = found["similarity"][here].astype(float).mean()
                self.assertAlmostEqual(each["similarity_new"], mean, delta=1e-9)
            else:
                self.assertIsNone(each["similarity_new"])
        with thema_results.open(run) as results:
            self.assertEqual(results.assigned_names, ["added"])
            read = results.assigned("added")
            self.assertEqual([*read.ids], found["ids"])
            np.testing.assert_array_equal(read.novelty, found["novelty"])
            self.assertEqual(read.figures["jensen_shannon"], report["jensen_shannon"])
            self.assertEqual([*read.topics["papers_new"]], [*shares[1]])
        self.assertIn("assign/added.h5", thema(2, "verify", "--run", run)[1])

    def test_one_topic(self):
        run = self.run_folder
        thema(2, "cluster", "--run", run, "--cluster.k", 1, *CLUSTER[2:], "--overwrite")
        thema(1, "label", "--run", run, "--overwrite")
        with h5py.File(run / "clusters.h5") as file:
            similarity = file["similarity"][:]
        report = json.loads(assign(run, self.added, "--json", ranks=2)[0])
        found = assigned(run, "added")
        self.assertEqual([*found["assignment"]], [0] * 100)
        self.assertEqual([*found["second"]], [-1] * 100)
        self.assertTrue(np.isnan(found["second_similarity"]).all())
        np.testing.assert_array_equal(found["novelty"], novelty_of(run, found))
        self.assertEqual((report["jensen_shannon"], len(report["topics"])), (0, 1))
        self.assertEqual((report["topics"][0]["run"], report["topics"][0]["new"]), (PAPERS, 100))
        assign(run, self.papers, "--name", "own")
        np.testing.assert_array_equal(assigned(run, "own")["similarity"], similarity)

    def test_places_on_the_map_beside_numpy(self):
        thema(2, "project", "--run", self.run_folder, "--project.methods", "umap,pca", "--project.neighbours", 6)
        files = []
        for ranks in (1, 3):
            run = self.folder / f"mapped{ranks}"
            shutil.copytree(self.run_folder, run)
            assign(run, self.added, ranks=ranks, *["--name", "added"])
            files.append(contents(run / "assign" / "added.h5"))
        self.assertEqual(files[0], files[1])
        with h5py.File(run / "map.h5") as file, h5py.File(run / "embeddings.h5") as embeddings:
            maps = {method: file[method]["coordinates"][:] for method in ("umap", "pca")}
            own = embeddings["embeddings"][:].astype(float)
        own /= np.linalg.norm(own, axis=1, keepdims=True)  # fp16 in the file
        assign(run, self.papers, "--name", "own")
        with h5py.File(run / "assign" / "own.h5") as file:
            near, similarity = file["neighbours/indices"][:], file["neighbours/similarity"][:]
            placed = {method: file[method]["coordinates"][:] for method in maps}
        products = own @ own.T
        self.assertEqual(near.shape, (len(own), 6))
        for paper, (mine, values) in enumerate(zip(near, similarity)):
            np.testing.assert_allclose(values, np.sort(products[paper])[::-1][:6], atol=1e-6)
            np.testing.assert_allclose(products[paper, mine], values, atol=1e-6)
            for method, coordinates in maps.items():
                places = coordinates[mine[:5]].astype(float)
                sums = np.linalg.norm(places[:, None] - places, axis=2).sum(axis=1)
                there = np.flatnonzero((places == placed[method][paper]).all(axis=1))
                self.assertLess(sums[there].min(), sums.min() + 1e-9, f"{method}, paper {paper}")
        with thema_results.open(run) as results:
            np.testing.assert_array_equal(results.assigned("own").places["umap"], placed["umap"])

    def test_a_map_of_other_embeddings_is_refused(self):
        other = self.folder / "other"
        shutil.copytree(self.run_folder, other)
        thema(1, "encode", "--run", other, *ENCODE, "--encode.prefix", "query: ", "--overwrite")
        thema(1, "project", "--run", other, "--project.methods", "pca")
        shutil.copy(other / "map.h5", self.run_folder)
        _, err = assign(self.run_folder, self.added, expect=65)
        self.assertIn("map.h5 was not made of the embeddings.h5 beside it", err)
        self.assertFalse((self.run_folder / "assign" / "added.work").exists())  # told before anything is encoded

    def test_a_map_that_came_later_or_changed_is_another_input(self):
        run = self.run_folder
        assign(run, self.added)
        thema(1, "project", "--run", run, "--project.methods", "pca")
        _, err = assign(run, self.added, expect=73)
        self.assertIn("+ map = ", err)
        assign(run, self.added, "--overwrite")
        self.assertIn("assign/added.h5", thema(1, "verify", "--run", run)[1])
        thema(1, "project", "--run", run, "--project.methods", "pca", "--project.neighbours", 5, "--overwrite")
        self.assertIn("was not made from the map.h5", thema(1, "verify", "--run", run, expect=65)[1])
        with thema_results.open(run) as results:
            with self.assertRaisesRegex(thema_results.StaleFile, "made of .*map.h5; run"):
                results.assigned("added")
        assign(run, self.added, expect=73)

    def test_a_killed_or_stopped_job_goes_on(self):
        assign(self.run_folder, self.added, "--name", "x")
        for end, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 75)):
            run = self.folder / end.name
            shutil.copytree(self.base, run)
            work = run / "assign" / "x.work"
            job = subprocess.Popen(command(1, "assign", "--run", run, "--input", self.added, "--name", "x"),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while job.poll() is None and not (work / "embeddings.h5.partial").exists():
                time.sleep(0.002)
            time.sleep(0.3)  # a few blocks
            job.send_signal(end)
            job.wait()
            if job.returncode == 0:
                self.skipTest("the job was faster than the signal")
            self.assertEqual(job.returncode, code)
            self.assertTrue((work / "documents.h5").exists())
            self.assertFalse((run / "assign" / "x.h5").exists())
            _, log = assign(run, self.added, "--name", "x", ranks=3)
            self.assertNotIn("lines kept", log)  # the papers were not read again
            self.assertEqual(contents(run / "assign" / "x.h5"), contents(self.run_folder / "assign" / "x.h5"))
            self.assertFalse(work.exists())

    def test_a_complete_file_is_not_made_again(self):
        run = self.run_folder
        first, _ = assign(run, self.added)
        file = run / "assign" / "added.h5"
        before = file.read_bytes()
        again, log = assign(run, self.added, ranks=2)
        self.assertIn("is complete", log)
        self.assertEqual((again, file.read_bytes()), (first, before))
        for words in ("100 new papers in the 7 topics", "Jensen-Shannon", "Far out", "added.h5"):
            self.assertIn(words, first)
        _, log = assign(run, self.papers, "--name", "added", expect=73)
        self.assertIn("--overwrite", log)
        self.assertIn("- input added.jsonl", log)
        self.assertEqual(file.read_bytes(), before)
        assign(run, self.papers, "--name", "added", "--overwrite")
        self.assertEqual(len(assigned(run, "added")["ids"]), PAPERS)

    def test_what_chose_the_papers_of_the_run_is_not_asked_of_new_ones(self):
        run = self.folder / "limited"
        thema(1, "ingest", "--run", run, "--input", self.papers, "--ingest.limit", 40, "--ingest.to", "2020-01-01")
        thema(1, "encode", "--run", run, *ENCODE)
        thema(1, "cluster", "--run", run, *CLUSTER)
        assign(run, self.papers)
        self.assertEqual(len(assigned(run, "papers")["ids"]), PAPERS)

    def test_after_an_edit_its_topics_are_meant(self):
        run, edits = self.run_folder, self.folder / "edits.toml"
        edits.write_text("[[edit]]\nmerge = [0, 3]\n[[edit]]\ndrop = 5\n")
        assign(run, self.added, "--name", "before")
        thema(2, "edit", "--run", run, "--edits", edits)
        assign(run, self.added, "--name", "after", ranks=2)
        found = assigned(run, "after")
        with thema_results.open(run) as results:
            self.assertEqual([*found["topics"]["papers_run"]], [*results.sizes])
            self.assertEqual(len(results.sizes), 5)
            new = np.array(results.assigned("after").novelty)
            stale = r"before.h5 was not made of .*001/clusters.h5; .*--overwrite`, or open"
            with self.assertRaisesRegex(thema_results.StaleFile, stale):
                results.assigned("before")
        with thema_results.open(run, edit=0) as results:
            self.assertEqual(len(results.assigned("before").topics["papers_run"]), 7)
        np.testing.assert_array_equal(new, novelty_of(run / "edits" / "001", found))
        thema(1, "verify", "--run", run)  # both files of new papers belong to topics that are there
        self.assertIn("--overwrite", assign(run, self.added, "--name", "before", expect=73)[1])
        thema(1, "edit", "--run", run, "--undo")
        self.assertIn("is complete", assign(run, self.added, "--name", "before")[1])
        self.assertIn("after.h5 was not made from", thema(1, "verify", "--run", run, expect=65)[1])

    def test_as_many_broken_lines_as_are_allowed(self):
        broken = self.folder / "broken.jsonl"
        broken.write_text(self.added.read_text() + '{"id": \n' * 20)  # 20 of 121 lines
        _, err = assign(self.run_folder, broken, expect=65)
        self.assertRegex(err, r"20 of \d+ lines \(\d.* %\) are no papers, 1 % are allowed \(assign.max_rejected\)")
        assign(self.run_folder, broken, "--assign.max_rejected", 0.2)
        assign(self.run_folder, self.added)
        with h5py.File(self.run_folder / "assign" / "broken.h5") as file:
            with h5py.File(self.run_folder / "assign" / "added.h5") as of_whole:
                np.testing.assert_array_equal(file["similarity"][:], of_whole["similarity"][:])

    def test_refusals(self):
        run = self.run_folder
        self.assertIn("give --input", thema(1, "assign", "--run", run, expect=64)[1])
        self.assertIn("--name", assign(run, self.added, "--name", "a/b", expect=64)[1])
        self.assertIn("an empty name was given", assign(run, self.added, "--name", "", expect=64)[1])
        self.assertIn("none.jsonl", assign(run, self.folder / "none.jsonl", expect=65)[1])
        self.assertIn("not a run directory", assign(self.folder / "none", self.added, expect=65)[1])
        self.assertFalse((run / "assign").exists())
        (run / "clusters.h5").unlink()
        self.assertIn("thema cluster", assign(run, self.added, expect=65)[1])
        np.save(self.folder / "rows.npy", np.random.default_rng(4).normal(size=(PAPERS, 384)))
        imported = self.folder / "imported"
        thema(1, "import", "--run", imported, "--input", self.papers, "--embeddings", self.folder / "rows.npy")
        thema(1, "cluster", "--run", imported, "--cluster.k", 3, "--cluster.starts", 1)
        self.assertIn("were imported", assign(imported, self.added, expect=64)[1])

    def test_another_model_is_refused(self):
        model, run = self.folder / "model", self.folder / "own_model"
        shutil.copytree(model_folder(), model, symlinks=True, ignore=shutil.ignore_patterns("*.safetensors"))
        (model / "model.safetensors").symlink_to(model_folder() / "model.safetensors")
        thema(1, "ingest", "--run", run, "--input", self.papers, "--ingest.limit", 30)
        thema(1, "encode", "--run", run, *ENCODE, "--encode.model", model)
        thema(1, "cluster", "--run", run, *CLUSTER)
        weights = bytearray((model / "model.safetensors").read_bytes())
        weights[-1] ^= 1
        (model / "model.safetensors").unlink()
        (model / "model.safetensors").write_bytes(weights)
        _, log = assign(run, self.added, expect=65)
        for words in ("- encode.weights = ", "+ encode.weights = ", "assign.model"):
            self.assertIn(words, log)
        (model / "model.safetensors").unlink()
        (model / "model.safetensors").symlink_to(model_folder() / "model.safetensors")
        vocabulary = model / "vocab.txt"
        vocabulary.write_text(vocabulary.read_text().replace("\nhalo\n", "\nhalooo\n"))
        _, log = assign(run, self.added, expect=65)
        for words in ("- encode.tokenizer = ", "+ encode.tokenizer = ", "assign.model"):
            self.assertIn(words, log)
        shutil.rmtree(model)
        self.assertIn(str(model), assign(run, self.added, expect=64)[1])
        assign(run, self.added, "--assign.model", model_folder())
        self.assertEqual(len(assigned(run, "added")["ids"]), 101)  # this run keeps abstracts of 50 characters


if __name__ == "__main__":
    unittest.main()
