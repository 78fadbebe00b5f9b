// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <mpi.h>

#include <cstdint>
#include <source_location>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace thema {

/// Turns an MPI status into an Error with MPI's own text.
void check_mpi(int status, std::source_location where = std::source_location::current());

/// A private duplicate of an MPI communicator; move-only. It knows typed collectives and nothing else of MPI.
///
/// Every method but the getters is a collective: all ranks call it, in the same order. Sums exist for integers
/// only, because a floating-point sum depends on the number of ranks (see core/fixed_point.hpp).
class Communicator {
 public:
  explicit Communicator(MPI_Comm parent);
  Communicator(Communicator&& other) noexcept;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  Communicator& operator=(Communicator&&) = delete;
  ~Communicator();

  int rank() const { return rank_; }
  int size() const { return size_; }
  bool is_root() const { return rank_ == 0; }
  MPI_Comm native() const { return comm_; }

  void barrier() const;

  void sum(std::span<std::int64_t> values) const;
  void sum(std::span<std::uint64_t> values) const;
  void max(std::span<std::int64_t> values) const;
  void min(std::span<std::int64_t> values) const;
  void max(std::span<double> values) const;
  std::int64_t sum(std::int64_t value) const;
  std::int64_t max(std::int64_t value) const;
  std::int64_t min(std::int64_t value) const;
  double max(double value) const;
  bool any(bool value) const { return max(static_cast<std::int64_t>(value)) != 0; }

  /// Sum of `value` over the ranks before this one; 0 on rank 0.
  std::int64_t sum_before(std::int64_t value) const;

  template <class T> void broadcast(std::span<T> values, int root = 0) const {
    static_assert(std::is_trivially_copyable_v<T>);
    broadcast_bytes(values.data(), values.size_bytes(), root);
  }
  /// Text of `root` on all ranks.
  void broadcast(std::string& text, int root = 0) const;
  /// Vector of `root` on all ranks; the others' is resized.
  template <class T> void broadcast(std::vector<T>& values, int root = 0) const {
    std::int64_t count = static_cast<std::int64_t>(values.size());
    broadcast(std::span(&count, 1), root);
    values.resize(static_cast<std::size_t>(count));
    broadcast(std::span<T>(values), root);
  }

  /// One value of each rank, in rank order, on all ranks.
  template <class T> std::vector<T> all_gather(const T& value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> all(static_cast<std::size_t>(size_));
    all_gather_bytes(&value, sizeof(T), all.data());
    return all;
  }
  /// The ranks' vectors one after the other, on all ranks. For results whose size the options bound.
  template <class T> std::vector<T> all_gather(const std::vector<T>& values) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto counts = all_gather(static_cast<std::int64_t>(values.size()));
    std::int64_t total = 0;
    for (auto c : counts) total += c;
    std::vector<T> all(static_cast<std::size_t>(total));
    all_gather_variable(values.data(), counts, sizeof(T), all.data());
    return all;
  }
  /// The ranks' vectors, in rank order, on rank 0; empty elsewhere.
  template <class T> std::vector<T> gather(const std::vector<T>& values) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto counts = all_gather(static_cast<std::int64_t>(values.size()));
    std::int64_t total = 0;
    for (auto c : counts) total += c;
    std::vector<T> all(is_root() ? static_cast<std::size_t>(total) : 0);
    gather_variable(values.data(), counts, sizeof(T), all.data());
    return all;
  }
  /// Sends `outgoing[r]` to rank r; returns what each rank sent here, in rank order.
  template <class T> std::vector<std::vector<T>> all_to_all(const std::vector<std::vector<T>>& outgoing) const {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<std::int64_t> sizes(outgoing.size());
    for (std::size_t r = 0; r < outgoing.size(); ++r) sizes[r] = static_cast<std::int64_t>(outgoing[r].size());
    const auto expected = all_to_all_sizes(sizes);
    std::vector<std::vector<T>> incoming(outgoing.size());
    std::vector<const void*> from(outgoing.size());
    std::vector<void*> to(outgoing.size());
    for (std::size_t r = 0; r < outgoing.size(); ++r) {
      incoming[r].resize(static_cast<std::size_t>(expected[r]));
      from[r] = outgoing[r].data();
      to[r] = incoming[r].data();
    }
    all_to_all_bytes(from, sizes, to, expected, sizeof(T));
    return incoming;
  }

 private:
  void broadcast_bytes(void* data, std::size_t bytes, int root) const;
  void all_gather_bytes(const void* value, std::size_t bytes, void* all) const;
  void all_gather_variable(const void* mine, const std::vector<std::int64_t>& counts, std::size_t width,
                           void* all) const;
  void gather_variable(const void* mine, const std::vector<std::int64_t>& counts, std::size_t width, void* all) const;
  std::vector<std::int64_t> all_to_all_sizes(const std::vector<std::int64_t>& sizes) const;
  void all_to_all_bytes(const std::vector<const void*>& from, const std::vector<std::int64_t>& sizes,
                        const std::vector<void*>& to, const std::vector<std::int64_t>& expected,
                        std::size_t width) const;

  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0, size_ = 1;
};

}  // namespace thema
