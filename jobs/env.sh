# shellcheck shell=bash disable=SC2034
# The one file to adapt to a site; every job reads it by way of read_site.sh. Values already in the environment win
# where `:=` stands. A command that fails here ends the job; relative paths are those of the checkout.

# ---- what runs, on what, to where
: "${THEMA_HOME:=$PWD}"                        # the checkout; run_all.sh sets it
: "${THEMA_CONFIG:=$THEMA_HOME/configs/arxiv.toml}"
: "${THEMA_RUN:=$THEMA_HOME/run}"              # run directory, on the parallel file system
THEMA_INPUT=("${THEMA_DATA:-$THEMA_HOME/data}/arxiv-metadata-oai-snapshot.json") # JSON lines; several files or globs

# ---- the program: either the build in the checkout or an image (container/README.md)
THEMA=("$THEMA_HOME/build/thema")
# THEMA=(apptainer exec --bind "$THEMA_HOME,$THEMA_RUN" "$THEMA_HOME/thema.sif" /opt/thema/source/build/thema)

# ---- models: folders e5-large-v2, all-MiniLM-L6-v2, ... in $THEMA_MODELS; configs/models/ says where to get them
export THEMA_MODELS="${THEMA_MODELS:-$THEMA_HOME/models}"
export THEMA_PYTHON="${THEMA_PREFIX:-/opt/thema}/python" # holds the weights of MiniLM
# export THEMA_PYTHON=/opt/thema/python          # with an image: its own, which knows nothing of this machine's prefix

# ---- what sbatch is told: account, partitions, size. One rank a core on CPU nodes, one rank a GPU on GPU nodes.
THEMA_ALL_OPTIONS=()                            # for example (--account=abc123 --mail-type=FAIL)
THEMA_CPU_OPTIONS=(--partition=cpu --nodes=2 --ntasks-per-node=64 --cpus-per-task=1 --exclusive --time=04:00:00)
THEMA_GPU_OPTIONS=(--partition=gpu --nodes=2 --ntasks-per-node=4 --gpus-per-node=4 --gpu-bind=none --cpus-per-task=8
  --exclusive --time=04:00:00)
# Every task sees all GPUs of its node (--gpu-bind=none) and thema takes one by its rank on the node: hiding the others
# breaks peer access between GPUs. Always give --nodes: alone, --ntasks-per-node is only a maximum.

# ---- the site's software
# set +u; module purge; module load gcc/12 openmpi hdf5-parallel cuda/13.0 kokkos; set -u
: "${THEMA_MPI:=pmix}"                         # `srun --mpi=list` shows what the site has
export SRUN_CPUS_PER_TASK="${SLURM_CPUS_PER_TASK:-1}" # since Slurm 22.05 srun does not inherit it from sbatch
export OMP_NUM_THREADS=1
# export HDF5_USE_FILE_LOCKING=FALSE             # on file systems without locks
# export OMPI_MCA_btl_vader_single_copy_mechanism=none PMIX_MCA_gds=hash # for Open MPI inside an image

# ---- or leave this file as it is, and keep what differs in one of your own: export THEMA_SITE=FILE
if [ -n "${THEMA_SITE:-}" ]; then
  # shellcheck source=/dev/null
  source "$THEMA_SITE"
fi
