# shellcheck shell=bash disable=SC2034
# A site that runs thema from an image (container/README.md):  export THEMA_SITE=configs/sites/slurm_apptainer.sh
# Slurm starts the ranks on the host and PMIx joins those of the image to them, so the host needs no MPI; its PMIx and
# the image's must be compatible. Names of accounts, partitions and folders are examples.

THEMA_RUN=/scratch/$USER/thema-run            # on the parallel file system, visible inside
THEMA_INPUT=("/scratch/$USER/arxiv-metadata-oai-snapshot.json")
THEMA=(apptainer exec --bind "$THEMA_HOME,/scratch/$USER" "$THEMA_HOME/thema.sif" /opt/thema/source/build/thema)
export THEMA_PYTHON=/opt/thema/python         # the image's own, not the one of this machine's THEMA_PREFIX
THEMA_ALL_OPTIONS=(--account=abc123)
THEMA_CPU_OPTIONS=(--partition=standard --nodes=2 --ntasks-per-node=64 --cpus-per-task=1 --exclusive --time=04:00:00)
# The image of container/thema.def is for CPUs, so encoding runs on them too. With an image of a CUDA build encoding
# needs `apptainer exec --nv`, which brings the host's driver, and GPUs as the options in jobs/env.sh ask for them; such
# a program needs a GPU in every stage, so the other stages go to those nodes too.
THEMA_GPU_OPTIONS=("${THEMA_CPU_OPTIONS[@]}")
# Ranks of one node live in user namespaces of their own and cannot copy out of each other's memory.
export OMPI_MCA_btl_vader_single_copy_mechanism=none PMIX_MCA_gds=hash
