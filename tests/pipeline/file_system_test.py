# SPDX-License-Identifier: Apache-2.0
"""File systems as they fail on clusters, mounted for the test: a full disk, a run directory that became read-only, an
input that one node does not have. Each ends all ranks with a clear word, damages nothing, and the job can be resumed."""
import os
import shutil
import subprocess
import sys
import unittest

from thema_job import PROGRAM, SMALL, JobTest, contents, differences, run_job, synthetic_papers, thema

IN_NAMESPACE = "THEMA_TEST_MOUNTS"
SKIPPED = 77  # to ctest
UNSHARE = ["unshare", "--mount"]


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


class FileSystems(JobTest):
    def setUp(self):
        super().setUp()
        self.papers = synthetic_papers(self.folder, 300)
        self.run_dir = self.folder / "disk" / "run"
        self.run_dir.parent.mkdir()

    def use_disk_of(self, kibibytes):
        mount("-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", self.run_dir.parent)
        self.addCleanup(subprocess.run, ["umount", self.run_dir.parent], check=True)

    def test_a_full_disk(self):
        reference = self.folder / "reference"
        run_job(1, reference, self.papers)
        sizes = {path.stem: path.stat().st_size // 1024 for path in reference.glob("*.h5")}
        # Room for the first file, for a part of the second, and so on.
        self.use_disk_of(1)
        for stage, kibibytes in (("documents", 64), ("embeddings", 64 + sizes["documents"]),
                                 ("map", sum(sizes.values()) - 16)):
            mount("-o", f"remount,size={kibibytes}k", self.run_dir.parent)
            _, log = run_job(2, self.run_dir, self.papers, expect=73)
            self.assertRegex(log, rf"\[rank [01] on .*\] .*{stage}\.h5.*(is the disk full|No space left)")
            for path in self.run_dir.glob("*.h5"):
                self.assertEqual(contents(path), contents(reference / path.name))
        mount("-o", "remount,size=100m", self.run_dir.parent)
        run_job(3, self.run_dir, self.papers)
        self.assertEqual(differences(reference, self.run_dir), [])

    def test_a_run_directory_that_became_read_only(self):
        self.use_disk_of(100 * 1024)
        run_job(2, self.run_dir, self.papers)
        before = {path.name: path.read_bytes() for path in self.run_dir.glob("*.h5")}
        mount("-o", "remount,ro", self.run_dir.parent)
        _, log = thema(2, "label", "--run", self.run_dir, "--overwrite", expect=73)
        self.assertRegex(log, f"{self.run_dir}.*[Rr]ead-only")
        self.assertEqual(before, {path.name: path.read_bytes() for path in self.run_dir.glob("*.h5")})
        thema(1, "verify", "--run", self.run_dir)

    def on_one_node_without(self, folder, *arguments):
        """Three ranks, of which the last one sees nothing in the folder: exit status, what was said."""
        hide = f'if [ "$OMPI_COMM_WORLD_RANK" = 2 ]; then mount -t tmpfs tmpfs {folder}; fi; exec "$0" "$@"'
        done = subprocess.run([os.environ["THEMA_MPIEXEC"], "-n", "3", *UNSHARE, "sh", "-c", hide, PROGRAM,
                               *map(str, arguments)], capture_output=True, text=True, timeout=120)
        return done.returncode, done.stderr

    def test_an_input_that_one_node_does_not_have(self):
        shared = self.folder / "shared"
        shared.mkdir()
        shutil.move(self.papers, shared / "papers.jsonl")
        status, log = self.on_one_node_without(shared, "run", "--run", self.run_dir, "--input",
                                               shared / "papers.jsonl", *SMALL)
        self.assertEqual(status, 65, log)
        self.assertRegex(log, rf"\[rank 2 on .*\] .*{shared}/papers.jsonl")
        self.assertFalse((self.run_dir / "documents.h5").exists())

    def test_a_run_directory_that_one_node_does_not_have(self):
        run_job(2, self.run_dir, self.papers)
        before = {path.name: path.read_bytes() for path in self.run_dir.glob("*.h5")}
        status, log = self.on_one_node_without(self.run_dir.parent, "cluster", "--run", self.run_dir, "--overwrite")
        self.assertEqual(status, 65, log)
        self.assertRegex(log, rf"\[rank 2 on .*\] .*{self.run_dir}")
        self.assertEqual(before, {path.name: path.read_bytes() for path in self.run_dir.glob("*.h5")})


def main():
    tried = subprocess.run([*UNSHARE, "sh", "-c", "mount -t tmpfs tmpfs /mnt"], capture_output=True, text=True)
    if tried.returncode != 0:
        print(f"skipped: no mounts are allowed here: {tried.stderr.strip()}")
        return SKIPPED
    return subprocess.run([*UNSHARE, sys.executable, "-B", __file__, *sys.argv[1:]],
                          env=os.environ | {IN_NAMESPACE: "yes"}).returncode


if __name__ == "__main__":
    if IN_NAMESPACE in os.environ:
        unittest.main()
    sys.exit(main())
