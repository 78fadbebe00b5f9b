# SPDX-License-Identifier: Apache-2.0
"""A Slurm of four nodes on this machine, for tests: slurmctld, a slurmd for each node and munged, all in namespaces of
their own, with every file in one folder. Nothing of the machine is changed, and all of it ends with run_inside().

Nodes n1 to n3 have two GPUs each by name (character devices that nothing opens), n4 has none. Each has a host name and
a /dev/shm of its own, as Open MPI needs them to tell nodes apart.
"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

NODES, CPUS, MEGABYTES = 4, 4, 4000
WITH_GPUS = ("n1", "n2", "n3")
TOOLS = ("slurmctld", "slurmd", "sbatch", "srun", "scontrol", "munged", "mungekey", "unshare", "setpriv", "ip", "mknod")
NAMESPACES = ("--fork", "--kill-child", "--mount", "--pid", "--net", "--uts", "--mount-proc")
LAST_STATES = ("COMPLETED", "FAILED", "TIMEOUT", "CANCELLED", "NODE_FAIL")
SECONDS_OF_A_JOB, SECONDS_OF_A_START = 240, 60  # limits for hangs
ADDRESS = "10.99.0."
CONTROLLER = ADDRESS + "1"


def address(node):
    return f"{ADDRESS}1{node[1:]}"


def reason_to_skip():
    """Why such a Slurm cannot be started here; "" where it can."""
    if os.geteuid() != 0:
        return "starting a Slurm for the test takes root, for its namespaces"
    missing = [tool for tool in TOOLS if shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin:/sbin") is None]
    if missing:
        return f"not installed: {', '.join(missing)} (container/dependencies.sh --slurm)"
    with tempfile.TemporaryDirectory() as folder:
        what_it_does = f"mount -t tmpfs tmpfs /dev/shm && ip link set lo up && hostname n1 && mknod {folder}/gpu c 1 3"
        tried = subprocess.run(["unshare", *NAMESPACES, "sh", "-c", what_it_does], capture_output=True, text=True)
    return "" if tried.returncode == 0 else f"no namespaces are allowed here: {tried.stderr.strip()}"


def run_inside(script, *arguments):
    """The script in namespaces of its own, where it may make a MiniCluster; its exit status. Whatever it started ends
    with it, because it is the first process of its namespace."""
    return subprocess.run(["unshare", *NAMESPACES, sys.executable, "-B", script, *arguments]).returncode


def name_of(process):
    """Of the program that it runs; "" when it has ended."""
    try:
        return pathlib.Path(f"/proc/{process}/comm").read_text().strip()
    except OSError:
        return ""


class MiniCluster:
    """Running daemons. Made inside run_inside(); `folder` is empty and lies on a file system that all nodes share."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.daemons = {}
        os.environ["PATH"] += ":/usr/sbin:/sbin"
        os.environ["SLURM_CONF"] = str(self.folder / "slurm.conf")
        # The nodes reach one another by the loopback alone.
        os.environ.update(OMPI_MCA_pml="ob1", OMPI_MCA_btl="vader,tcp,self", OMPI_MCA_btl_tcp_if_include="lo",
                          OMPI_MCA_btl_vader_single_copy_mechanism="none", PMIX_MCA_gds="hash")
        self._network()
        self._files()
        self._munge()
        self._start("controller", ["slurmctld", "-D"])
        for node in self.nodes():
            self.start_node(node)
        self.wait_for_nodes()

    def nodes(self):
        return [f"n{i}" for i in range(1, NODES + 1)]

    # ---- daemons

    def start_node(self, node):
        """In a mount and a host name of its own."""
        own = f"hostname {node}; mount -t tmpfs tmpfs /dev/shm; exec slurmd -D -N {node}"
        self._start(node, ["unshare", "--mount", "--uts", "sh", "-c", own])

    def kill_node(self, node):
        """As if its power went: the daemon and all that it started are gone at once."""
        processes = self.processes_of(node)
        # Those first that could tell the controller of the others' end.
        for process in sorted(processes, key=lambda pid: not name_of(pid).startswith("slurm")):
            os.kill(process, signal.SIGKILL)
        self.daemons.pop(node).wait()

    def processes_of(self, node):
        """All that run there: those with the namespace of its host name."""
        def namespace(pid):
            try:
                return os.readlink(f"/proc/{pid}/ns/uts")
            except OSError:  # it has ended
                return None

        own = namespace(self.daemons[node].pid)
        return [int(folder.name) for folder in pathlib.Path("/proc").glob("[0-9]*") if namespace(folder.name) == own]

    def wait_for_nodes(self):
        until = time.monotonic() + SECONDS_OF_A_START
        while time.monotonic() < until:
            states = self.told("sinfo", "--noheader", "-N", "--partition=test", "-o", "%N %t").split()
            if states.count("idle") == NODES:
                return
            time.sleep(0.3)
        raise RuntimeError(f"the nodes are not idle after {SECONDS_OF_A_START} s: {states}\n" + self.logs())

    def told(self, *command):
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def logs(self):
        return "".join(f"--- {file.name}\n" + "".join(file.read_text(errors="replace").splitlines(True)[-15:])
                       for file in sorted((self.folder / "log").iterdir()))

    # ---- jobs

    def state(self, job):
        """"COMPLETED", and how often it was put back into the queue."""
        words = dict(word.split("=", 1) for word in self.told("scontrol", "show", "job", job).split() if "=" in word)
        return words["JobState"], int(words["Restarts"])

    def wait_for_end(self, job):
        """Its last state, and its restarts."""
        until = time.monotonic() + SECONDS_OF_A_JOB
        while time.monotonic() < until:
            state, restarts = self.state(job)
            if state in LAST_STATES:
                return state, restarts
            time.sleep(0.2)
        raise RuntimeError(f"job {job} is {state} after {SECONDS_OF_A_JOB} s\n" + self.logs())

    # ---- what the daemons need

    def _start(self, name, command):
        with (self.folder / "log" / f"{name}.log").open("a") as log:
            self.daemons[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                  start_new_session=True)

    def _network(self):
        self.told("ip", "link", "set", "lo", "up")
        for host in (CONTROLLER, *map(address, self.nodes())):
            self.told("ip", "addr", "add", f"{host}/32", "dev", "lo")
        self.told("hostname", "controller")
        hosts = self.folder / "hosts"
        hosts.write_text("127.0.0.1 localhost\n" + f"{CONTROLLER} controller\n" +
                         "".join(f"{address(node)} {node}\n" for node in self.nodes()))
        self.told("mount", "--bind", hosts, "/etc/hosts")
        self.told("mount", "-t", "tmpfs", "tmpfs", "/dev/shm")

    def _munge(self):
        folder = self.folder / "munge"
        folder.mkdir()
        self.told("mungekey", "--create", "--keyfile", folder / "key")
        shutil.chown(folder, "munge", "munge")
        shutil.chown(folder / "key", "munge", "munge")
        (folder / "key").chmod(0o400)
        folder.chmod(0o755)
        self._start("munge", ["setpriv", "--reuid=munge", "--regid=munge", "--clear-groups", "munged", "--foreground",
                              "--force", f"--key-file={folder / 'key'}", f"--socket={folder / 'socket'}",
                              f"--pid-file={folder / 'pid'}", f"--log-file={folder / 'log'}",
                              f"--seed-file={folder / 'seed'}"])

    def _files(self):
        for name in ("log", "state", *(f"{kind}-{node}" for kind in ("spool", "tmp") for node in self.nodes())):
            (self.folder / name).mkdir()
        (self.folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\nConstrainCores=no\nConstrainDevices=no\n"
                                                 "ConstrainRAMSpace=no\n")
        for number in (0, 1):
            self.told("mknod", self.folder / f"gpu{number}", "c", 1, 3)
        (self.folder / "gres.conf").write_text(
            f"NodeName=n[1-{len(WITH_GPUS)}] Name=gpu File={self.folder}/gpu[0-1]\n")
        nodes = "".join(f"NodeName={node} NodeAddr={address(node)} Port=1700{node[1:]} CPUs={CPUS} "
                        f"RealMemory={MEGABYTES} {'Gres=gpu:2 ' if node in WITH_GPUS else ''}State=UNKNOWN\n"
                        for node in self.nodes())
        (self.folder / "slurm.conf").write_text(SLURM_CONF.format(folder=self.folder, controller=CONTROLLER) + nodes +
                                                PARTITIONS)


SLURM_CONF = """ClusterName=mini
SlurmctldHost=controller({controller})
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
SlurmctldPort=6817
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/controller.pid
SlurmdPidFile={folder}/%n.pid
TmpFS={folder}/tmp-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=pmix
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=2,sched_interval=2,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
JobRequeue=1
KillWait=5
KillOnBadExit=1
SlurmdTimeout=10
ReturnToService=2
MinJobAge=3600
GresTypes=gpu
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
"""
# A job in the second one takes its nodes from jobs in the first, which are told GraceTime seconds before.
PARTITIONS = f"""PartitionName=DEFAULT Nodes=n[1-{NODES}] MaxTime=INFINITE State=UP OverSubscribe=NO
PartitionName=test Default=YES PriorityTier=1 PreemptMode=REQUEUE GraceTime=60
PartitionName=urgent PriorityTier=9 PreemptMode=OFF
"""
