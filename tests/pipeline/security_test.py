# SPDX-License-Identifier: Apache-2.0
"""Nothing listens, no path out of a paper is used, a model is safetensors or nothing."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

from thema_job import SMALL, JobTest, command, model_folder, synthetic_papers, thema

LISTEN = "0A"  # state in /proc/net/tcp
# Open MPI 4 listens on TCP in each process, for ranks on other machines, and in its own programs `mpiexec` and `orted`,
# of which a job without mpiexec starts one. With ranks that meet in memory alone what is left is thema's own.
WITHOUT_MPI_TCP = {"OMPI_MCA_btl": "self,vader", "OMPI_MCA_pml": "ob1"}


def children_of(process):
    """The process and all below it."""
    found = [process]
    for task in pathlib.Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
        for child in children:
            found += children_of(int(child))
    return found


def socket_inodes(process):
    found = set()
    for link in pathlib.Path(f"/proc/{process}/fd").glob("*"):
        try:
            target = os.readlink(link)
        except FileNotFoundError:  # closed meanwhile
            continue
        if target.startswith("socket:["):
            found.add(target[8:-1])
    return found


def listening(process):
    """Sockets of the process that take connections or datagrams from a network: (protocol, address, port)."""
    own, found = socket_inodes(process), set()
    for protocol in ("tcp", "tcp6", "udp", "udp6"):
        for line in pathlib.Path(f"/proc/{process}/net/{protocol}").read_text().splitlines()[1:]:
            fields = line.split()
            address, port = fields[1].rsplit(":", 1)
            if fields[9] in own and (fields[3] == LISTEN or protocol.startswith("udp")):
                found.add((protocol, address, int(port, 16)))
    return found


class Security(JobTest):
    def sockets_of_run(self, ranks, papers):
        """All sockets on which thema was ever seen to listen during a whole run."""
        run = subprocess.Popen(command(ranks, "run", "--run", self.folder / f"run{ranks}", "--input", papers, *SMALL),
                               env=os.environ | WITHOUT_MPI_TCP, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seen, looks = set(), 0
        try:
            while run.poll() is None:
                for process in children_of(run.pid):
                    try:
                        if pathlib.Path(f"/proc/{process}/comm").read_text().strip() == "thema":
                            seen |= listening(process)
                            looks += 1
                    except (FileNotFoundError, ProcessLookupError, PermissionError):  # it ended, or ends
                        continue
                time.sleep(0.02)
        finally:
            if run.poll() is None:
                run.send_signal(signal.SIGKILL)
        self.assertEqual(run.wait(), 0)
        self.assertGreater(looks, 20)
        return seen

    def test_nothing_listens(self):
        papers = synthetic_papers(self.folder)
        for ranks in (1, 2):
            self.assertEqual(self.sockets_of_run(ranks, papers), set())

    def test_names_of_papers_are_no_paths(self):
        papers = synthetic_papers(self.folder, 60)
        lines = [json.loads(line) for line in papers.read_text().splitlines()]
        escape = "../../x"
        for number, paper in enumerate(lines):
            paper["id"] = f"{escape}{number}"
            paper["title"] = f"{escape} {self.folder}/outside {paper['title']}"
            paper["categories"] = f"{escape} /tmp/thema-outside"
        inside = self.folder / "deep" / "er" / "here"
        inside.mkdir(parents=True)
        papers.unlink()
        (inside / "papers.jsonl").write_text("".join(json.dumps(paper) + "\n" for paper in lines))
        run = inside / "run"
        thema(2, "run", "--run", run, "--input", inside / "papers.jsonl", *SMALL)
        page = inside / "page.html"
        thema(1, "explain", "--run", run, "--id", f"{escape}0", "--html", page)
        thema(1, "assign", "--run", run, "--input", inside / "papers.jsonl", "--name", "new")
        outside = [path for path in self.folder.rglob("*") if path.is_file() and run not in path.parents]
        self.assertEqual(sorted(outside), sorted([inside / "papers.jsonl", page]))
        self.assertEqual([path for path in run.rglob("x*")], [])
        self.assertFalse(pathlib.Path("/tmp/thema-outside").exists())

    def test_a_model_of_pickles_is_refused(self):
        papers = synthetic_papers(self.folder, 20)
        model = self.folder / "model"
        shutil.copytree(model_folder(), model)
        for weights in model.rglob("*.safetensors"):
            weights.unlink()
        # Unpickling this would make the file "ran".
        pickle = b"cos\nsystem\n(S'touch " + os.fsencode(self.folder / "ran") + b"'\ntR."
        for name in ("pytorch_model.bin", "model.pt", "model.pth", "pytorch_model-00001-of-00001.bin"):
            (model / name).write_bytes(pickle)
        said = thema(1, "run", "--run", self.folder / "run", "--input", papers, "--encode.model", model, expect=65)[1]
        self.assertIn("model.safetensors is missing", said)
        (model / "model.safetensors").write_bytes(pickle)
        said = thema(1, "run", "--run", self.folder / "run", "--input", papers, "--encode.model", model, expect=65)[1]
        self.assertIn("model.safetensors", said)
        self.assertFalse((self.folder / "ran").exists())


if __name__ == "__main__":
    unittest.main()
