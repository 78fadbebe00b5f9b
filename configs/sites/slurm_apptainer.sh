# shellcheck shell=bash disable=SC2034
# A site that runs thema from an image (container/README.md):  export THEMA_SITE=configs/sites/slurm_apptainer.sh
# Slurm starts the ranks on the host and PMIx joins those of the image to them, so the host needs no MPI; its PMIx and
# the image's must be compatible. Names of accounts, partitions and folders are examples.

THEMA_RUN=/scratch/$USER/thema-run            # on the parallel file system, visible inside
THEMA_INPUT=("/scratch/$USER/arxiv-metadata-oai-snapshot.json")
THEMA=(apptainer exec --nv --bind "$THEMA_HOME,/scratch/$USER" "$THEMA_HOME/thema.sif"
  /opt/thema/source/build/thema)
THEMA_ALL_OPTIONS=(--account=abc123)
THEMA_CPU_OPTIONS=(--partition=standard --nodes=2 --ntasks-per-node=64 --cpus-per-task=1 --exclusive --time=04:00:00)
THEMA_GPU_OPTIONS=(--partition=gpu --nodes=2 --ntasks-per-node=4 --gpus-per-node=4 --gpu-bind=none --cpus-per-task=8
  --exclusive --time=04:00:00)
# Ranks of one node live in user namespaces of their own and cannot copy out of each other's memory.
export OMPI_MCA_btl_vader_single_copy_mechanism=none PMIX_MCA_gds=hash
