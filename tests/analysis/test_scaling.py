# SPDX-License-Identifier: Apache-2.0
"""analysis/scaling.py and jobs/scaling.sh: figures computed by hand, lines written by hand, a program that pretends."""

import contextlib
import io
import json
import math
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

import h5py
import numpy as np

SOURCE = pathlib.Path(os.environ.get("THEMA_SOURCE", pathlib.Path(__file__).parents[2]))
sys.path[:0] = [str(SOURCE / "analysis")]
sys.dont_write_bytecode = True

import run_digest  # noqa: E402

if "PRETENDED_RANKS" not in os.environ:  # the pretended thema below is started often and draws nothing
    import pop_efficiency
    import scaling
    import scaling_cases
    import scaling_figures
    import scaling_model
    import scaling_record
    import scaling_statistics

    scaling_figures.DPI = 60

STAGES = ("ingest", "encode", "cluster", "label", "project")
USAGE, WRONG_FILE = 64, 65


def rank_line(rank, seconds, waiting=0.0, transfer=0.0, files=0.0, phases=None):
    return {"rank": rank, "seconds": seconds, "waiting": waiting, "transfer": transfer, "reading": 0.0,
            "writing": files, "read_bytes": 0, "written_bytes": 1000, "peak_bytes": 1 << 20, "phases": phases or {}}


def stage_line(stage, useful, seconds=None, transfer=0.0, files=0.0):
    """Ranks with this useful time that wait for the slowest."""
    whole = seconds if seconds is not None else max(useful) + transfer
    ranks = [rank_line(i, whole, whole - own - transfer, transfer, files,
                       {f"{stage}: work": 0.75 * own, f"{stage}: rest": 0.2 * own}) for i, own in enumerate(useful)]
    return {"stage": stage, "result": "complete", "seconds": whole, "count": 100, "unit": "papers",
            "file_bytes": 1000, "ranks": ranks}


def study_line(mode, ranks, repetition, stages, papers=1000, digest="a" * 32):
    return {"kind": "thema run report", "schema": 1, "command": "run", "thema": "0.1.0 (abc)", "ranks": ranks,
            "created": "2026-01-01T00:00:00Z", "threads": 1, "processor": "a processor", "instruction_set": "AVX2",
            "libraries": {"mpi": "Open MPI v4.1.4", "hdf5": "1.10.8"},
            "affinity": [f"rank {r} on n{r // 2}: cpu, processors {r}" for r in range(ranks)],
            "environment": {"OMP_NUM_THREADS": "1"}, "seconds": sum(stage["seconds"] for stage in stages),
            "stages": stages, "mode": mode, "repetition": repetition, "papers": papers, "launcher": "mpirun",
            "digest": digest, "digests": {stage["stage"]: digest for stage in stages}}


def planted_study(modes=("strong", "weak"), counts=(1, 2, 4), slow=None, repetitions=5):
    """Stages of 1 s serial and 9 s parallel work; repetitions differ by a factor. `slow`: (stage, rank, factor)."""
    lines = []
    for repetition in range(1, repetitions + 1):
        for ranks in counts:
            for mode in modes:
                papers = 1000 * ranks if mode == "weak" else 1000
                stages = []
                for stage in STAGES:
                    own = (1 + 9 * papers / 1000 / ranks) * (1 + 0.01 * repetition)
                    useful = [own] * ranks
                    if slow and slow[0] == stage and slow[1] < ranks:
                        useful[slow[1]] *= slow[2]
                    stages.append(stage_line(stage, useful, files=0.05))
                lines.append(study_line(mode, ranks, repetition, stages, papers, digest=f"{papers:032x}"))
    return lines


def interval(median):
    return {"median": median, "low": 0.9 * median, "high": 1.2 * median, "coverage": 0.96875}


def write_lines(counts=(1, 2, 4)):
    return [{"benchmark": "write", "ranks": n, "facts": {"share_of_raw": interval(0.8)},
             "rows": [{"kind": "hdf5", "bytes": 10**8, "seconds": interval(0.1), "bytes_per_second": interval(8e8 * n)},
                      {"kind": "raw", "bytes": 10**8, "seconds": interval(0.1), "bytes_per_second": interval(1e9 * n)}]}
            for n in counts]


def reduce_lines(counts=(1, 2, 4)):
    return [{"benchmark": "reduce", "ranks": n, "facts": {"latency_seconds": 1e-6 * n, "bytes_per_second": 2e9},
             "rows": [{"bytes": size, "seconds": interval(1e-6 * n + size / 2e9)} for size in (8, 1024, 1 << 20)]}
            for n in counts]


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="thema-scaling-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, lines, name="scaling.jsonl"):
        (self.folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
        return self.folder / name

    def scaling(self, *arguments):
        """(status, standard output, standard error)"""
        out, err = io.StringIO(), io.StringIO()
        with unittest.mock.patch.object(sys, "argv", ["scaling.py", *map(str, arguments)]), \
                contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = scaling.main()
            except SystemExit as leaving:
                status = leaving.code
        return status, out.getvalue(), err.getvalue()

    def figures(self):
        return sorted(path.name for path in self.folder.glob("*.png") if path.stat().st_size > 5000)


class Statistics(unittest.TestCase):
    def test_ranks_of_intervals_are_those_of_the_tables(self):
        """David and Nagaraja; n = 5 and 6 have their whole range, n = 10 x(2) and x(9), n = 20 x(6) and x(15)."""
        known = {1: (1, 1, 0.0), 2: (1, 2, 0.5), 5: (1, 5, 0.9375), 6: (1, 6, 0.96875), 8: (1, 8, 0.9921875),
                 9: (2, 8, 0.9609375), 10: (2, 9, 0.978515625), 20: (6, 15, 0.9586105)}
        for n, (low, high, coverage) in known.items():
            found = scaling_statistics.median_interval_ranks(n)
            self.assertEqual(found[:2], (low, high), n)
            self.assertAlmostEqual(found[2], coverage, 6)
        self.assertEqual(scaling_statistics.median_interval([5, 1, 4, 2, 3, 9, 7, 8, 6]),
                         scaling_statistics.Interval(5, 2, 8, 0.9609375))

    def test_amdahl_finds_a_planted_serial_fraction(self):
        ranks = [1, 2, 4, 8, 32]
        fit = scaling_statistics.amdahl_fit(ranks, [2 + 18 / n for n in ranks])
        self.assertAlmostEqual(fit.serial_fraction, 0.1, 9)
        self.assertAlmostEqual(fit.worst, 0, 9)
        self.assertAlmostEqual(float(fit.seconds(64)), 2 + 18 / 64, 9)
        # Better than ideal: no negative serial part.
        fit = scaling_statistics.amdahl_fit([1, 2, 4], [8, 3.9, 1.8])
        self.assertEqual(fit.serial, 0)
        self.assertGreater(fit.worst, 0.01)
        self.assertIsNone(scaling_statistics.amdahl_fit([2, 2], [1, 1]))


class Efficiencies(unittest.TestCase):
    def test_of_a_case_computed_by_hand(self):
        """Two ranks in 10 s: useful 8 and 4, transfer 1 and 1, the rest waiting."""
        stage = {"seconds": 10, "ranks": [rank_line(1, 10, waiting=5, transfer=1, files=2),
                                          rank_line(0, 10, waiting=1, transfer=1)]}
        times = pop_efficiency.RankTimes.of_stage(stage)
        np.testing.assert_allclose(times.useful, [8, 4])
        np.testing.assert_allclose(times.computing, [8, 2])
        found = pop_efficiency.efficiencies(times)
        self.assertAlmostEqual(found.load_balance, 6 / 8)
        self.assertAlmostEqual(found.communication, 8 / 10)
        self.assertAlmostEqual(found.transfer, 9 / 10)
        self.assertAlmostEqual(found.serialisation, 8 / 9)
        self.assertAlmostEqual(found.parallel, 6 / 10)
        self.assertAlmostEqual(found.useful_total, 12)
        self.assertAlmostEqual(pop_efficiency.imbalance(times.useful), 8 / 6 - 1)

    def test_computation_scaling_is_for_a_paper(self):
        self.assertAlmostEqual(pop_efficiency.computation_scaling(10, 100, 12.5, 100), 0.8)
        self.assertAlmostEqual(pop_efficiency.computation_scaling(10, 100, 40, 400), 1.0)

    def test_the_slowest_is_compared_with_the_others(self):
        rank, ratio = pop_efficiency.slowest_rank(np.array([1.0, 1.0, 1.0, 1.8]))
        self.assertEqual((rank, round(ratio, 9)), (3, 1.8))
        self.assertEqual(pop_efficiency.slowest_rank(np.array([3.0])), (0, 1.0))
        self.assertEqual(pop_efficiency.slowest_rank(np.array([2.0, 6.0])), (1, 3.0))


class Tables(InFolder):
    def test_speedup_and_efficiency_of_the_planted_study(self):
        modes = scaling_cases.cases_of(planted_study())
        one, _, four = modes["strong"]
        self.assertAlmostEqual(scaling_cases.speedup(one, four, "encode").median, 10 / 3.25)
        self.assertAlmostEqual(scaling_cases.efficiency(one, four, "encode").median, 10 / 13)
        self.assertAlmostEqual(scaling_cases.computation(one, four, "encode"), 10 / 13)
        self.assertAlmostEqual(scaling_cases.amdahl_of(modes["strong"], "encode")[0].serial_fraction, 0.1)
        one, _, four = modes["weak"]
        self.assertAlmostEqual(scaling_cases.efficiency(one, four, "encode").median, 1)
        self.assertAlmostEqual(scaling_cases.computation(one, four, "encode"), 1)

    def test_a_slow_rank_is_named_with_its_host(self):
        status, text, _ = self.scaling(self.write(planted_study(("strong",), slow=("encode", 3, 1.8))))
        self.assertEqual(status, 0)
        self.assertIn("rank 3 on n1 needs 1.80 x the median of the other ranks in encode", text)
        self.assertEqual(text.count("x the median of the other ranks in"), 1)
        self.assertRegex(text, r"(?m) 4 +50 % +3 +n1 +1\.80 +SLOW$")
        _, text, _ = self.scaling(self.write(planted_study(("strong",))))
        self.assertIn("No rank needs", text)
        self.assertNotIn("SLOW", text)

    def test_the_table_gives_base_coverage_phases_and_digests(self):
        _, text, _ = self.scaling(self.write(planted_study()))
        self.assertIn("base: 1 rank, 1,000 papers, 51.5 [50.5, 52.5] s", text)
        self.assertIn("5 repetitions: the interval covers the true median with 93.75 %", text)
        self.assertIn("encode: work", text)
        self.assertIn("1,000 papers: digests equal at 1, 2, 4 ranks (20 runs", text)
        self.assertIn("4,000 papers: digests equal at 4 ranks (5 runs", text)
        self.assertRegex(text, r"all stages +10 %")

    def test_ranks_that_share_processors_are_told(self):
        lines = planted_study(("strong",))
        self.assertNotIn("WARNING", self.scaling(self.write(lines))[1])
        for line in lines:
            line["affinity"] = [f"rank {r} on n0: cpu, processors 0-1,3" for r in range(line["ranks"])]
        _, text, _ = self.scaling(self.write(lines))
        self.assertEqual(text.count("WARNING"), 1)
        self.assertIn("WARNING: 4 ranks: 4 on n0 share 3 processors", text)
        cases = scaling_cases.cases_of(lines)["strong"]
        self.assertEqual([case.ranks for case in scaling_model.without_shared_processors(cases)], [1, 2])
        self.assertEqual(scaling_model.without_shared_processors(cases[1:]), cases[1:])

    def test_unequal_digests_are_an_error(self):
        lines = planted_study(("strong",))
        lines[7]["digest"] = lines[7]["digests"]["label"] = "b" * 32
        status, text, _ = self.scaling(self.write(lines))
        self.assertEqual(status, 1)
        self.assertIn("DIGESTS DIFFER at 1, 2, 4 ranks", text)
        self.assertIn(f"strong, 2 ranks, repetition 3: {'b' * 32}, other bits from label on", text)

    def test_lines_of_two_programs_are_told(self):
        lines = planted_study(("strong",))
        lines[0]["thema"] = "0.2.0 (def)"
        _, text, _ = self.scaling(self.write(lines))
        self.assertIn("DIFFERENT: 0.2.0 (def) (1 lines); 0.1.0 (abc) (14 lines)", text)


class Files(InFolder):
    def test_unusable_files_are_told(self):
        good = planted_study(("strong",), (1, 2))
        without = json.loads(json.dumps(good[0]))
        del without["stages"][1]["ranks"][0]["waiting"]
        cases = [("", "holds no line"), ('{"kind": "thema', "line 1 is not JSON"), ("[1]", "is no report of thema"),
                 ('{"ranks": 1, "kind": "other"}', "kind is 'other'"),
                 (json.dumps(good[0] | {"schema": 2}), "schema 2"),
                 (json.dumps(without), "lacks waiting"),
                 (json.dumps({k: v for k, v in good[0].items() if k != "digest"}), "digest is missing")]
        path = self.folder / "scaling.jsonl"
        for text, expected in cases:
            path.write_text(text)
            status, _, err = self.scaling(path)
            self.assertEqual(status, WRONG_FILE, expected)
            self.assertIn(expected, err)
            self.assertIn("scaling.jsonl", err)
        status, _, err = self.scaling(self.folder / "absent.jsonl")
        self.assertEqual((status, "absent.jsonl cannot be read" in err), (WRONG_FILE, True))
        status, _, err = self.scaling(self.write(good), "--write", self.write(reduce_lines(), "other.jsonl"))
        self.assertEqual((status, "no report of thema bench write" in err), (WRONG_FILE, True))

    def test_one_rank_count_has_tables_and_no_scaling(self):
        status, text, _ = self.scaling(self.write(planted_study(("strong",), (1,))))
        self.assertEqual(status, 0)
        self.assertIn("Only 1 rank measured (strong): no scaling to tell of.", text)
        self.assertIn("Amdahl's law needs two rank counts.", text)
        self.assertEqual(self.figures(), ["scaling_phases.png"])

    def test_wrong_options_end_with_64(self):
        path = self.write(planted_study(("strong",), (1, 2)))
        for option in (["--devices-per-node", "0"], ["--device-documents-per-second", "encode=-1"], ["--what"]):
            self.assertEqual(self.scaling(path, *option)[0], USAGE, option)
        status, _, err = self.scaling(path, "--projection", "--device-documents-per-second", "endcode=3")
        self.assertEqual((status, "names endcode" in err), (WRONG_FILE, True))


class Figures(InFolder):
    def test_all_are_made(self):
        path = self.write(planted_study(slow=("encode", 3, 1.8)))
        self.write(write_lines(), "write.jsonl")
        self.write(reduce_lines(), "reduce.jsonl")
        status, text, _ = self.scaling(path, "--projection", "--device-documents-per-second", "3000",
                                       "--file-system-cap", "1e10")
        self.assertEqual(status, 0)
        self.assertEqual(self.figures(), sorted(f"scaling_{name}.png" for name in scaling_figures.NAMES))
        for expected in ("80 %", "8 B in 4.004 us", "not measured on a GPU", "3,000 papers/s of a device, ASSUMED",
                         "at most 10 GB/s together"):
            self.assertIn(expected, text)
        self.write(planted_study(("strong",)))
        (self.folder / "write.jsonl").unlink()
        self.scaling(path)  # what belongs to other lines does not stay
        self.assertEqual(self.figures(), ["scaling_phases.png", "scaling_reduce.png", "scaling_strong.png"])


class Projection(unittest.TestCase):
    def cases(self, **more):
        return [case for cases in scaling_cases.cases_of(planted_study(**more)).values() for case in cases]

    def test_terms_are_those_that_were_planted(self):
        """Median repetition: 1.03 x (1 s + 9 ms a paper and rank), less 0.05 s of files."""
        cost = scaling_model.stage_cost(self.cases(), "encode")
        self.assertAlmostEqual(cost.constant, 1.03 - 0.05, 6)
        self.assertAlmostEqual(cost.per_paper_serial, 0, 6)
        self.assertAlmostEqual(cost.per_paper, 1.03 * 9e-3, 6)
        self.assertAlmostEqual(cost.imbalance, 0, 6)
        self.assertAlmostEqual(cost.bytes_per_paper, 4 * 1000 / 1000, 6)

    def test_a_slow_rank_is_no_serial_part_and_work_of_rank_0_is(self):
        for rank, imbalance, constant in ((3, 0.8, 0.98), (0, 0.0, 1.5)):
            cost = scaling_model.stage_cost(self.cases(modes=("strong",), counts=(1, 4, 8), slow=("encode", rank, 1.8)),
                                            "encode")
            self.assertAlmostEqual(cost.imbalance, imbalance, 1)
            self.assertGreater(cost.constant, constant - 1e-6)

    def test_projection_computed_by_hand(self):
        settings = scaling_model.Settings(1_000_000, (8, 64), 4, 5e9, {"encode": 500.0}, 100, 9, 10)
        found = scaling_model.project(self.cases(modes=("strong",), slow=("encode", 3, 1.8)), settings,
                                      scaling_model.Network(1e-5, 1e9), (2e9, 4))
        np.testing.assert_allclose(found.seconds["encode"]["compute"], [1e6 / 500 / 8 * 1.8, 1e6 / 500 / 64 * 1.8],
                                   rtol=0.02)  # the files of a rank are not slower
        message = 8 * 100 * 10
        np.testing.assert_allclose(found.seconds["cluster"]["communication"],
                                   [10 * (1e-5 * 3 + message / 1e9), 10 * (1e-5 * 6 + message / 1e9)])
        # 4 bytes a paper; two nodes write 4 GB/s, sixteen would write 32 and the file system takes 5.
        np.testing.assert_allclose(found.seconds["label"]["files"], [4e6 / 4e9, 4e6 / 5e9])
        np.testing.assert_allclose(found.seconds["label"]["serial"], [0.98, 0.98], rtol=1e-6)
        self.assertTrue(any("constant, as only one number of papers" in line for line in found.assumptions))
        np.testing.assert_allclose(found.total(), sum(found.term(term) for term in scaling_model.TERMS))

    def test_what_was_not_measured_is_said(self):
        found = scaling_model.project(self.cases(), scaling_model.Settings(1000), None, None)
        self.assertEqual(found.term("files").sum(), 0)
        text = " ".join(found.assumptions)
        self.assertIn("no measured bandwidth", text)
        self.assertIn("no measured all-reduce", text)
        self.assertIsNone(scaling_model.network_of(reduce_lines((1,))))
        self.assertAlmostEqual(scaling_model.network_of(reduce_lines()).hop, 2e-6)
        self.assertEqual(scaling_model.node_bandwidth(write_lines(), lambda ranks: 2), (1.6e9, 4))


def write_stage_file(path, values, host):
    with h5py.File(path, "w") as file:
        for name, numbers in values.items():
            file[f"checksums/{name}"] = np.array(numbers, dtype="<u8")
        file.create_group("provenance").attrs["host"] = host


class Digest(InFolder):
    def test_depends_on_checksums_and_names_alone(self):
        def digest(values, host="a"):
            write_stage_file(self.folder / "map.h5", values, host)
            return run_digest.stage_digests(self.folder, ["project"])["project"]

        first = digest({"a/b": [1, 2], "c": [3]})
        self.assertEqual(digest({"c": [3], "a/b": [1, 2]}, host="b"), first)
        for other in ({"a/b": [1, 2], "c": [4]}, {"a/b": [1], "c": [2, 3]}, {"a/c": [1, 2], "c": [3]}, {"c": [3]}):
            self.assertNotEqual(digest(other), first, other)
        with self.assertRaisesRegex(run_digest.NoDigest, "no checksums"):
            digest({})
        with self.assertRaisesRegex(run_digest.NoDigest, "cannot be read"):
            run_digest.stage_digests(self.folder, ["ingest"])


# What jobs/scaling.sh starts in place of mpirun and thema.
PRETENDED_MPIRUN = """#!/usr/bin/env bash
export PRETENDED_RANKS=$2
shift 2
exec "$@"
"""
PRETENDED_THEMA = """#!/usr/bin/env python3
import json, os, pathlib, sys
sys.path[:0] = [os.environ["PRETENDED_TESTS"]]
import test_scaling
sys.exit(test_scaling.pretend(sys.argv[1:]))
"""


def pretend(arguments):
    """As thema: stage files, a report, what --help says; each call is noted."""
    ranks, here = int(os.environ["PRETENDED_RANKS"]), pathlib.Path(os.environ["PRETENDED_FOLDER"])
    if "--help" in arguments:
        known = [f"--{stage}.x" for stage in (STAGES if arguments[0] == "run" else arguments[:1])]
        print("benchmark TEXT REQUIRED     attention, write, reduce" if arguments[0] == "bench" else
              "\n".join(f"  {name}   what it does" for name in ("--run.report", *known)))
        return 0
    option = {name: value for name, value in zip(arguments, arguments[1:]) if name.startswith("--")}
    with (here / "calls.txt").open("a") as calls:
        told = ["reported"] if "--run.report" in option else []
        told += [f"{name} {value}" for name, value in option.items() if name.endswith(".x")]
        calls.write(" ".join([arguments[0], str(ranks), *told]) + "\n")
    if arguments[0] == "synth":
        pathlib.Path(option["--output"]).write_text("{}\n" * int(option["--synth.papers"]))
        return 0
    if arguments[0] == "bench":
        report, = write_lines((ranks,)) if arguments[1] == "write" else reduce_lines((ranks,))
        print(json.dumps(report, indent=1))
        return 0
    stages = STAGES if arguments[0] == "run" else arguments[:1]
    run = pathlib.Path(option["--run"])
    run.mkdir(exist_ok=True)
    for stage in stages:
        write_stage_file(run / f"{run_digest.STAGE_FILES[stage]}.h5", {"x": [1, 2]}, "a")
    if "--run.report" in option:
        calls = (here / "calls.txt").read_text().count("reported")
        if calls == int(os.environ.get("PRETENDED_STOP", 0)):
            return 75
        if calls == int(os.environ.get("PRETENDED_WARNING", 0)):
            # Before the one for thema itself can come.
            taken = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
            os.kill(os.getsid(0), signal.SIGUSR1)  # jobs/scaling.sh, which is to hand it on
            signal.sigwait({signal.SIGUSR1})
            signal.pthread_sigmask(signal.SIG_SETMASK, taken)
            return int(os.environ["PRETENDED_STATUS"])
        report = study_line("", ranks, 0, [stage_line(stage, [1.0] * ranks) for stage in stages])
        for name in ("mode", "repetition", "papers", "digest", "digests", "launcher"):
            del report[name]
        with open(option["--run.report"], "a") as file:
            file.write(json.dumps(report) + "\n")
    return 0


class Script(InFolder):
    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        for name, text in (("mpirun", PRETENDED_MPIRUN), ("thema", PRETENDED_THEMA)):
            path = self.folder / "bin" / name
            path.write_text(text.replace("/usr/bin/env python3", sys.executable))
            path.chmod(0o755)
        (self.folder / "site.sh").write_text(f"THEMA=({self.folder}/bin/thema)\n")

    def script(self, *arguments, **environment):
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SLURM_")}
        done = subprocess.run(
            [SOURCE / "jobs" / "scaling.sh", "--out", self.folder / "out", *map(str, arguments)], text=True,
            capture_output=True, stdin=subprocess.DEVNULL, timeout=100, start_new_session=True,
            env={**inherited, "PATH": f"{self.folder}/bin:{os.environ['PATH']}", "PRETENDED_FOLDER": str(self.folder),
                 "PRETENDED_TESTS": str(pathlib.Path(__file__).parent), "THEMA_SITE": str(self.folder / "site.sh"),
                 "THEMA_PREFIX": str(pathlib.Path(sys.executable).parents[2]), **environment})
        return done.returncode, done.stdout, done.stderr

    def calls(self):
        text = (self.folder / "calls.txt").read_text().splitlines()
        (self.folder / "calls.txt").unlink()
        return text

    def test_a_study_takes_turns_goes_on_and_can_be_read(self):
        options = ("--ranks", "2 1", "--repetitions", 2, "--few", "--papers", 30, "--weak-papers", 10)
        status, out, err = self.script(*options, PRETENDED_STOP="4")
        self.assertEqual((status, "stopped early" in err), (75, True), err)
        self.assertEqual(len((self.folder / "out" / "scaling.jsonl").read_text().splitlines()), 2)
        with (self.folder / "out" / "scaling.jsonl").open("a") as file:
            file.write('{"kind": "thema ru')  # killed while it wrote
        self.calls()
        status, out, err = self.script(*options)
        self.assertEqual(status, 0, err)
        self.assertIn("6 of 8 cases to measure", out)
        self.assertIn("weak, 1 ranks, repetition 2 of 2", out)
        self.assertEqual(self.calls(), [*["run 2 reported"] * 2, "synth 1", *["run 2 reported"] * 3,
                                        *["run 1 reported"] * 2, "bench 1", "bench 2", "bench 1", "bench 2"])
        lines = scaling_record.read_study(self.folder / "out" / "scaling.jsonl")
        self.assertEqual([(line["mode"], line["ranks"], line["repetition"], line["papers"]) for line in lines],
                         [("strong", 1, 1, 30), ("weak", 1, 1, 10), ("strong", 2, 1, 30), ("weak", 2, 1, 20),
                          ("strong", 2, 2, 30), ("weak", 2, 2, 20), ("strong", 1, 2, 30), ("weak", 1, 2, 10)])
        self.assertEqual(sorted(path.name for path in (self.folder / "out").iterdir()),
                         ["reduce.jsonl", "scaling.jsonl", "settings.txt", "write.jsonl"])
        status, out, _ = self.scaling(self.folder / "out" / "scaling.jsonl", "--out", self.folder)
        self.assertEqual(status, 0)
        self.assertIn("Fewer than 5 repetitions are no result.", out)
        status, out, _ = self.script(*options)
        self.assertEqual((status, "0 of 8 cases to measure" in out), (0, True))
        status, _, err = self.script(*options[:-1], 20)
        self.assertEqual((status, "a study of other settings" in err), (73, True))

    def test_a_warning_goes_on_to_thema_and_nothing_starts_after_it(self):
        options = ("--ranks", "1", "--repetitions", 3, "--few", "--papers", 30, "--mode", "strong", "--no-bench")
        # Its end when srun is warned before the step has begun, and the one of thema.
        for status in (1, 75):
            found, _, err = self.script(*options, PRETENDED_WARNING="3", PRETENDED_STATUS=str(status))
            told = f"stopped early in thema run on 1 ranks (status {status})"
            self.assertEqual((found, told in err), (75, True), err)
            self.assertEqual(self.calls().count("run 1 reported"), 3)
            self.assertEqual(len((self.folder / "out" / "scaling.jsonl").read_text().splitlines()), 1)
            shutil.rmtree(self.folder / "out")

    def test_a_warning_between_two_cases_stops_the_study(self):
        record = self.folder / "prefix" / "python" / "bin" / "python"
        record.parent.mkdir(parents=True)
        record.write_text(f"""#!{sys.executable}
import os, signal, sys
if "append" in sys.argv:
    os.kill(os.getsid(0), signal.SIGUSR1)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
""")
        record.chmod(0o755)
        status, _, err = self.script("--ranks", "1", "--repetitions", 3, "--few", "--papers", 30, "--mode", "strong",
                                     THEMA_PREFIX=str(self.folder / "prefix"))
        self.assertEqual((status, "stopped early" in err), (75, True), err)
        self.assertEqual(self.calls().count("run 1 reported"), 2)
        self.assertEqual(len((self.folder / "out" / "scaling.jsonl").read_text().splitlines()), 1)

    def test_some_stages_alone(self):
        status, _, err = self.script("--ranks", 2, "--repetitions", 1, "--few", "--mode", "strong", "--stages",
                                     "cluster encode", "--no-bench", "--papers", 5, "--", "--encode.x", 3,
                                     "--ingest.x", 4)
        self.assertEqual(status, 0, err)
        self.assertEqual([call for call in self.calls() if "synth" not in call],
                         ["ingest 2 --ingest.x 4"] + ["encode 2 reported --encode.x 3", "cluster 2 reported"] * 2)
        line, = scaling_record.read_study(self.folder / "out" / "scaling.jsonl")
        self.assertEqual(([stage["stage"] for stage in line["stages"]], line["seconds"], list(line["digests"])),
                         (["encode", "cluster"], 2.0, ["encode", "cluster"]))

    def test_wrong_options_and_a_dry_run(self):
        (self.folder / "few.jsonl").write_text("{}\n")
        for arguments, expected, text in (
                (("--repetitions", 4), 64, "at least 5"), (("--mode", "both ways"), 64, "--mode is"),
                (("--stages", "ingest cluster"), 64, "follow one another"),
                (("--stages", "ingest sing"), 64, "allowed"),
                (("--ranks", "1 x"), 64, "whole number"), (("--what",), 64, "unknown argument"),
                (("--input", "absent.jsonl"), 65, "cannot be read"),
                (("--input", self.folder / "few.jsonl", "--papers", 2, "--ranks", 1), 65, "fewer than 2 lines"),
                (("--ranks",), 64, "needs a value"), (("--", "--encode.y", 3), 64, "no option --encode.y")):
            status, _, err = self.script(*arguments)
            self.assertEqual((status, text in err), (expected, True), (arguments, err))
        status, out, err = self.script("--dry-run", "--ranks", "1 2", "--mode", "strong", "--papers", 7)
        self.assertEqual(status, 0, err)
        planned = [f"strong {n} ranks repetition {r}, papers 7" for r in range(1, 7)
                   for n in ((1, 2) if r % 2 else (2, 1))]
        self.assertEqual(out.splitlines()[1:-1], planned)
        status, out, err = self.script("--submit", "cpu", "--dry-run", "--ranks", "1 2")
        self.assertEqual(status, 0, err)
        self.assertRegex(out, r"^sbatch .*--nodes=2 .*jobs/scaling\.sbatch --out \S+/out --ranks 1\\ 2 $")


if __name__ == "__main__":
    unittest.main()
