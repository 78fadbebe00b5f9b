# Everything thema is linked with, as imported targets; what is missing is said with the way to get it.
set(hint "run container/dependencies.sh")
find_package(Threads REQUIRED)
find_package(MPI REQUIRED COMPONENTS C)
set(HDF5_PREFER_PARALLEL ON)
find_package(HDF5 REQUIRED COMPONENTS C)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "a parallel HDF5 is needed, ${HDF5_C_LIBRARIES} is serial: ${hint}")
endif()
find_package(fmt REQUIRED)
# libtorch's wheel brings the headers of another fmt, without its library: a folder that is searched before the wheel's
# leads to the fmt that thema links.
get_target_property(fmt_include fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/first)
file(CREATE_LINK ${fmt_include}/fmt ${PROJECT_BINARY_DIR}/first/fmt SYMBOLIC)
find_package(simdjson REQUIRED)
find_package(tsl-robin-map REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
find_path(TOMLPLUSPLUS_INCLUDE toml++/toml.h REQUIRED)
find_path(XXHASH_INCLUDE xxhash.h REQUIRED)

add_library(thema_hdf5 INTERFACE)
target_include_directories(thema_hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(thema_hdf5 INTERFACE ${HDF5_C_LIBRARIES})

# libtorch out of the wheel. Its own CMake package asks for a CUDA toolkit even in a CPU build, so the targets are
# made here.
file(GLOB torch_root ${THEMA_PYTHON}/lib/python3*/site-packages/torch)
if(NOT EXISTS "${torch_root}/lib/libtorch_cpu.so")
  message(FATAL_ERROR "no libtorch under THEMA_PYTHON=${THEMA_PYTHON}: ${hint}")
endif()
add_library(thema_torch INTERFACE)
target_include_directories(thema_torch SYSTEM INTERFACE
  ${torch_root}/include ${torch_root}/include/torch/csrc/api/include)
target_link_libraries(thema_torch INTERFACE ${torch_root}/lib/libtorch_cpu.so ${torch_root}/lib/libc10.so)
if(THEMA_CUDA)
  find_package(CUDAToolkit 13.0 REQUIRED)
  target_link_libraries(thema_torch INTERFACE -Wl,--no-as-needed ${torch_root}/lib/libtorch.so
    ${torch_root}/lib/libtorch_cuda.so ${torch_root}/lib/libc10_cuda.so CUDA::cudart)
endif()
# The wheel's libraries carry their own search path; the linker of an executable needs it too.
file(GLOB nvidia_libraries ${torch_root}/../nvidia/*/lib)
list(TRANSFORM nvidia_libraries PREPEND "-Wl,-rpath-link,")
target_link_options(thema_torch INTERFACE ${nvidia_libraries})

# NCCL comes with the wheel too; libtorch loads the same library.
add_library(thema_nccl INTERFACE)
if(THEMA_CUDA)
  target_include_directories(thema_nccl SYSTEM INTERFACE ${torch_root}/../nvidia/nccl/include)
  target_link_libraries(thema_nccl INTERFACE ${torch_root}/../nvidia/nccl/lib/libnccl.so.2)
endif()

add_library(thema_kokkos INTERFACE)
if(THEMA_CUDA)
  find_package(Kokkos 4.7 REQUIRED) # before 4.7 it does not compile with CUDA 13
  if(NOT Kokkos_DEVICES MATCHES CUDA)
    message(FATAL_ERROR "THEMA_CUDA needs a Kokkos with the CUDA backend; this one has ${Kokkos_DEVICES}")
  endif()
  set(CMAKE_CUDA_ARCHITECTURES ${Kokkos_CUDA_ARCHITECTURES})
  enable_language(CUDA)
  set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20") # CMake 3.25 does not know that nvcc has it
  # Where Kokkos was built with a launcher it would hand it every file; only kernels/ is for the CUDA compiler.
  set_property(GLOBAL PROPERTY RULE_LAUNCH_COMPILE "")
  set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK "")
  target_link_libraries(thema_kokkos INTERFACE Kokkos::kokkoscore)
else()
  # Debian's KokkosConfig.cmake names an include folder that does not exist.
  find_path(KOKKOS_INCLUDE Kokkos_Core.hpp PATHS /usr/include/trilinos PATH_SUFFIXES kokkos REQUIRED)
  find_library(KOKKOS_LIBRARY NAMES kokkoscore trilinos_kokkoscore REQUIRED)
  target_include_directories(thema_kokkos SYSTEM INTERFACE ${KOKKOS_INCLUDE})
  target_link_libraries(thema_kokkos INTERFACE ${KOKKOS_LIBRARY})
endif()
