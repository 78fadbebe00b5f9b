# shellcheck shell=bash disable=SC2034
# A site whose modules bring the compiler, Open MPI, HDF5, CUDA and Kokkos:
#   export THEMA_SITE=configs/sites/slurm_modules.sh
# Names of accounts, partitions, modules and folders are examples. What is not set here stays as jobs/env.sh has it.

set +u # module reads variables that may not be set
module purge
module load gcc/12.2 openmpi/4.1.6-cuda hdf5/1.14-parallel cuda/13.0 kokkos/4.7-cuda
set -u

THEMA_RUN=/scratch/$USER/thema-run            # on the parallel file system
THEMA_INPUT=("/scratch/$USER/arxiv-metadata-oai-snapshot.json")
THEMA_ALL_OPTIONS=(--account=abc123 --mail-type=FAIL)
THEMA_CPU_OPTIONS=(--partition=standard --nodes=2 --ntasks-per-node=64 --cpus-per-task=1 --exclusive --time=04:00:00)
THEMA_GPU_OPTIONS=(--partition=gpu --nodes=2 --ntasks-per-node=4 --gpus-per-node=4 --gpu-bind=none --cpus-per-task=8
  --exclusive --time=04:00:00)
