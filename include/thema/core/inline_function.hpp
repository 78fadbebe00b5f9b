// SPDX-License-Identifier: Apache-2.0
#pragma once

// A function for every device, in files that do not include Kokkos: with its CUDA backend, those must be compiled as
// CUDA, which code for the host alone need not be.
#ifdef __CUDACC__
#define THEMA_INLINE_FUNCTION __host__ __device__ inline
#else
#define THEMA_INLINE_FUNCTION inline
#endif
