# SPDX-License-Identifier: Apache-2.0
"""A cut file and a flipped byte are refused by name, by `verify` and by the stage that reads them."""
import shutil
import unittest

from thema_job import SMALL, STAGE_FILES, JobTest, run_job, synthetic_papers, thema

READER_OF = {"documents": ("encode", "embeddings"), "embeddings": ("cluster", "clusters"),
             "clusters": ("label", "topics")}


class Damage(JobTest):
    def setUp(self):
        super().setUp()
        self.run_dir = self.folder / "run"
        run_job(2, self.run_dir, synthetic_papers(self.folder, 120))
        thema(2, "verify", "--run", self.run_dir)

    def damaged_copy(self, name, change):
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.run_dir, copy)
        data = bytearray((copy / f"{name}.h5").read_bytes())
        (copy / f"{name}.h5").write_bytes(change(data))
        return copy

    def refused(self, name, change):
        copy = self.damaged_copy(name, change)
        _, log = thema(1, "verify", "--run", copy, expect=65)
        self.assertIn(f"{name}.h5", log)
        self.assertIn("NOT SOUND", log)
        return copy

    def stage_refuses(self, name, copy):
        """The stage that reads this file says so itself; its own result is taken away first."""
        if name not in READER_OF:
            return
        stage, result = READER_OF[name]
        (copy / f"{result}.h5").unlink()
        own = [o for pair in zip(SMALL[::2], SMALL[1::2]) if pair[0].startswith(f"--{stage}.") for o in pair]
        _, log = thema(2, stage, "--run", copy, *own, expect=65)
        self.assertIn(f"{name}.h5", log)

    def test_every_file(self):
        for name in STAGE_FILES:
            with self.subTest(file=name):
                copy = self.refused(name, lambda data: data[: len(data) // 2])
                self.stage_refuses(name, copy)

                def flip(data):
                    data[len(data) // 2] ^= 0x20
                    return data

                copy = self.refused(name, flip)
                self.stage_refuses(name, copy)


if __name__ == "__main__":
    unittest.main()
