// SPDX-License-Identifier: Apache-2.0
#include "thema/core/communicator.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "thema/core/error.hpp"
#include "thema/core/pulse.hpp"

namespace thema {

void check_mpi(int status, std::source_location where) {
  if (status == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(status, text, &length);
  fail("MPI: " + std::string(text, static_cast<std::size_t>(length)), where);
}

namespace {

// MPI-3 counts are int. Messages are counted in elements, so the limit is 2^31 elements of any width.
int as_count(std::int64_t n) {
  require(n <= std::numeric_limits<int>::max(), "an MPI message of more than 2^31 elements");
  return static_cast<int>(n);
}

/// An MPI type of `width` bytes, so that counts are elements and never bytes.
class ElementType {
 public:
  explicit ElementType(std::size_t width) {
    check_mpi(MPI_Type_contiguous(as_count(static_cast<std::int64_t>(width)), MPI_BYTE, &type_));
    check_mpi(MPI_Type_commit(&type_));
  }
  ElementType(const ElementType&) = delete;
  ElementType& operator=(const ElementType&) = delete;
  ~ElementType() { MPI_Type_free(&type_); }
  MPI_Datatype get() const { return type_; }

 private:
  MPI_Datatype type_ = MPI_DATATYPE_NULL;
};

struct Layout {
  std::vector<int> counts, offsets;
};

Layout layout_of(const std::vector<std::int64_t>& sizes) {
  Layout layout;
  std::int64_t offset = 0;
  for (std::int64_t n : sizes) {
    layout.counts.push_back(as_count(n));
    layout.offsets.push_back(as_count(offset));
    offset += n;
  }
  return layout;
}

/// A collective of this process, from its call to its end.
class Exchange {
 public:
  Exchange(const char* name, MPI_Comm comm) : pulse_(name) {
    if (!pulse::splits_waiting()) return;
    check_mpi(MPI_Barrier(comm));
    pulse_.all_arrived();
  }

 private:
  pulse::Collective pulse_;
};

// Long reductions go in slices: a count is an int, and Open MPI copies the buffer of each call.
constexpr std::size_t kReduceSlice = std::size_t{1} << 24;

template <class T> void reduce_in_place(std::span<T> values, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  const Exchange exchange("reduce", comm);
  for (std::size_t first = 0; first < values.size(); first += kReduceSlice) {
    const auto n = std::min(kReduceSlice, values.size() - first);
    check_mpi(MPI_Allreduce(MPI_IN_PLACE, values.data() + first, static_cast<int>(n), type, op, comm));
  }
}

}  // namespace

Communicator::Communicator(MPI_Comm parent) {
  check_mpi(MPI_Comm_dup(parent, &comm_));
  check_mpi(MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN));
  check_mpi(MPI_Comm_rank(comm_, &rank_));
  check_mpi(MPI_Comm_size(comm_, &size_));
}

Communicator::Communicator(Communicator&& other) noexcept
    : comm_(std::exchange(other.comm_, MPI_COMM_NULL)), rank_(other.rank_), size_(other.size_) {}

Communicator::~Communicator() {
  if (comm_ != MPI_COMM_NULL) MPI_Comm_free(&comm_);  // a destructor must not throw
}

void Communicator::barrier() const {
  const pulse::Collective waiting("barrier");
  check_mpi(MPI_Barrier(comm_));
}

void Communicator::sum(std::span<std::int64_t> v) const { reduce_in_place(v, MPI_INT64_T, MPI_SUM, comm_); }
void Communicator::sum(std::span<std::uint64_t> v) const { reduce_in_place(v, MPI_UINT64_T, MPI_SUM, comm_); }
void Communicator::max(std::span<std::int64_t> v) const { reduce_in_place(v, MPI_INT64_T, MPI_MAX, comm_); }
void Communicator::min(std::span<std::int64_t> v) const { reduce_in_place(v, MPI_INT64_T, MPI_MIN, comm_); }
void Communicator::max(std::span<double> v) const { reduce_in_place(v, MPI_DOUBLE, MPI_MAX, comm_); }

std::int64_t Communicator::sum(std::int64_t value) const {
  sum(std::span(&value, 1));
  return value;
}
std::int64_t Communicator::max(std::int64_t value) const {
  max(std::span(&value, 1));
  return value;
}
std::int64_t Communicator::min(std::int64_t value) const {
  min(std::span(&value, 1));
  return value;
}
double Communicator::max(double value) const {
  max(std::span(&value, 1));
  return value;
}

std::int64_t Communicator::sum_before(std::int64_t value) const {
  const Exchange exchange("sum of those before", comm_);
  std::int64_t before = 0;
  check_mpi(MPI_Exscan(&value, &before, 1, MPI_INT64_T, MPI_SUM, comm_));
  return rank_ == 0 ? 0 : before;  // MPI leaves rank 0's result undefined
}

void Communicator::broadcast(std::string& text, int root) const {
  std::vector<char> bytes(text.begin(), text.end());
  broadcast(bytes, root);
  text.assign(bytes.begin(), bytes.end());
}

void Communicator::broadcast_bytes(void* data, std::size_t bytes, int root) const {
  const Exchange exchange("broadcast", comm_);
  constexpr std::size_t slice = std::size_t{1} << 30;
  for (std::size_t first = 0; first < bytes; first += slice)
    check_mpi(MPI_Bcast(static_cast<char*>(data) + first, static_cast<int>(std::min(slice, bytes - first)), MPI_BYTE,
                        root, comm_));
}

void Communicator::all_gather_bytes(const void* value, std::size_t bytes, void* all) const {
  const Exchange exchange("all-gather", comm_);
  const int n = as_count(static_cast<std::int64_t>(bytes));
  check_mpi(MPI_Allgather(value, n, MPI_BYTE, all, n, MPI_BYTE, comm_));
}

void Communicator::all_gather_variable(const void* mine, const std::vector<std::int64_t>& counts, std::size_t width,
                                       void* all) const {
  const Exchange exchange("all-gather", comm_);
  const ElementType type(width);
  const Layout layout = layout_of(counts);
  check_mpi(MPI_Allgatherv(mine, layout.counts[static_cast<std::size_t>(rank_)], type.get(), all, layout.counts.data(),
                           layout.offsets.data(), type.get(), comm_));
}

void Communicator::gather_variable(const void* mine, const std::vector<std::int64_t>& counts, std::size_t width,
                                   void* all) const {
  const Exchange exchange("gather", comm_);
  const ElementType type(width);
  const Layout layout = layout_of(counts);
  check_mpi(MPI_Gatherv(mine, layout.counts[static_cast<std::size_t>(rank_)], type.get(), all, layout.counts.data(),
                        layout.offsets.data(), type.get(), 0, comm_));
}

std::vector<std::int64_t> Communicator::all_to_all_sizes(const std::vector<std::int64_t>& sizes) const {
  require(sizes.size() == static_cast<std::size_t>(size_), "all_to_all needs one message per rank");
  const Exchange exchange("all-to-all", comm_);
  std::vector<std::int64_t> expected(sizes.size());
  check_mpi(MPI_Alltoall(sizes.data(), 1, MPI_INT64_T, expected.data(), 1, MPI_INT64_T, comm_));
  return expected;
}

// Point to point rather than MPI_Alltoallv: the messages stand in separate vectors, and the sum of their sizes
// may pass the 2^31 elements that Alltoallv's displacements can hold.
void Communicator::all_to_all_bytes(const std::vector<const void*>& from, const std::vector<std::int64_t>& sizes,
                                    const std::vector<void*>& to, const std::vector<std::int64_t>& expected,
                                    std::size_t width) const {
  const Exchange exchange("all-to-all", comm_);
  constexpr int tag = 1;  // this communicator is private and knows no other point-to-point traffic
  const ElementType type(width);
  std::vector<MPI_Request> requests;
  requests.reserve(2 * from.size());
  for (std::size_t r = 0; r < from.size(); ++r)
    if (expected[r] > 0)
      check_mpi(MPI_Irecv(to[r], as_count(expected[r]), type.get(), static_cast<int>(r), tag, comm_,
                          &requests.emplace_back()));
  for (std::size_t r = 0; r < from.size(); ++r)
    if (sizes[r] > 0)
      check_mpi(MPI_Isend(from[r], as_count(sizes[r]), type.get(), static_cast<int>(r), tag, comm_,
                          &requests.emplace_back()));
  check_mpi(MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE));
}

}  // namespace thema
