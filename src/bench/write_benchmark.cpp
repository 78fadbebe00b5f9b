// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/write_benchmark.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <optional>

#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/core/half.hpp"
#include "thema/core/partition.hpp"
#include "thema/data/store.hpp"

namespace thema::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRepetitions = 6, kRows = 200'000, kBlock = 256;
constexpr std::int64_t kCommitBytes = std::int64_t{64} << 20;
constexpr double kNeverByItself = 3600;  // seconds between commits; they are asked for

/// A folder for the files of a benchmark, removed at the end.
class BenchFolder {
 public:
  BenchFolder(const Communicator& comm, const fs::path& parent) : comm_(comm) {
    std::int64_t process = ::getpid();
    comm.broadcast(std::span(&process, 1));
    path_ = parent / fmt::format("thema-bench-{}", process);
    if (comm.is_root()) create_folder(path_);
    comm.barrier();
  }
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;
  ~BenchFolder() {
    std::error_code ignored;
    if (comm_.is_root()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  const Communicator& comm_;
  fs::path path_;
};

/// What is written: rows of one direction, in blocks, of which each rank has a part.
struct Matrix {
  store::EmbeddingsShape shape;
  Range blocks;                  // of this rank
  std::vector<float> rows;       // of a whole block
  std::vector<std::uint16_t> tokens;
  std::int64_t blocks_per_commit = 1;

  std::int64_t row_bytes() const { return shape.width * static_cast<std::int64_t>(sizeof(Half)); }
  std::int64_t rows_of(std::int64_t block) const {
    return std::min(shape.documents, (block + 1) * shape.block) - block * shape.block;
  }
  /// Embeddings, tokens and the table of commits.
  std::int64_t bytes() const {
    return shape.documents * (row_bytes() + static_cast<std::int64_t>(sizeof(std::uint16_t))) +
           shape.blocks() * static_cast<std::int64_t>(sizeof(std::uint64_t));
  }
};

Matrix make_matrix(const Context& context, const BenchOptions& options) {
  Matrix matrix;
  matrix.shape.documents = options.documents != 0 ? options.documents : kRows;
  matrix.shape.width = options.width;
  matrix.shape.block = kBlock;
  matrix.shape.commit_interval = kNeverByItself;
  matrix.blocks = even_part(matrix.shape.blocks(), context.comm.size(), context.comm.rank());
  const auto values = static_cast<std::size_t>(kBlock * options.width);
  matrix.rows.assign(values, static_cast<float>(1 / std::sqrt(static_cast<double>(options.width))));
  matrix.tokens.assign(kBlock, 1);
  matrix.blocks_per_commit = std::max<std::int64_t>(1, kCommitBytes / (kBlock * matrix.row_bytes()));
  return matrix;
}

StageRecord record_of() {
  StageRecord record;
  record.stage = "embeddings";
  record.fingerprint = {"bench = write"};
  return record;
}

/// The file that the encode stage would make, but for its end.
void write_blocks(const Matrix& matrix, store::EmbeddingSink& sink) {
  for (std::int64_t b = matrix.blocks.first; b < matrix.blocks.last; ++b) {
    const auto rows = static_cast<std::size_t>(matrix.rows_of(b));
    sink.write_block(b, std::span(matrix.rows).first(rows * static_cast<std::size_t>(matrix.shape.width)),
                     std::span(matrix.tokens).first(rows));
    if ((b - matrix.blocks.first + 1) % matrix.blocks_per_commit == 0) sink.commit();
  }
  sink.commit();
}

/// The same bytes and syncs without HDF5, checksums and conversion: embeddings, then tokens, then the table.
void write_raw(const Context& context, const Matrix& matrix, const fs::path& path) {
  if (context.comm.is_root()) FileDescriptor::create(path);
  context.comm.barrier();
  const FileDescriptor file = FileDescriptor::open_write(path);
  const std::string block(static_cast<std::size_t>(kBlock * matrix.row_bytes()), 'x');
  const std::int64_t token_bytes = sizeof(std::uint16_t), sum_bytes = sizeof(std::uint64_t);
  const std::int64_t tokens = matrix.shape.documents * matrix.row_bytes();
  const std::int64_t table = tokens + matrix.shape.documents * token_bytes;
  std::int64_t first = matrix.blocks.first;
  const auto commit = [&](std::int64_t next) {
    if (next == first) return;
    file.sync();
    for (std::int64_t b = first; b < next; ++b)
      file.write_at(table + b * sum_bytes, std::string_view(block).substr(0, static_cast<std::size_t>(sum_bytes)));
    file.sync();
    first = next;
  };
  for (std::int64_t b = matrix.blocks.first; b < matrix.blocks.last; ++b) {
    const std::int64_t rows = matrix.rows_of(b), row = b * matrix.shape.block;
    file.write_at(row * matrix.row_bytes(),
                  std::string_view(block).substr(0, static_cast<std::size_t>(rows * matrix.row_bytes())));
    file.write_at(tokens + row * token_bytes,
                  std::string_view(block).substr(0, static_cast<std::size_t>(rows * token_bytes)));
    if ((b - matrix.blocks.first + 1) % matrix.blocks_per_commit == 0) commit(b + 1);
  }
  commit(matrix.blocks.last);
}

Fields row_of(const char* kind, std::int64_t bytes, const Measurement& measured) {
  constexpr double kMega = 1e6;
  const MedianInterval rate = measured.rate(static_cast<double>(bytes));
  const MedianInterval shown{rate.median / kMega, rate.low / kMega, rate.high / kMega, rate.coverage};
  return {{"kind", std::string(kind), kind},
          {"bytes", bytes, bytes_text(bytes)},
          {"seconds", measured, seconds_text(measured.interval())},
          {"bytes_per_second", rate, interval_text(shown)}};
}

}  // namespace

Report benchmark_write(Context& context, const BenchOptions& options) {
  const Matrix matrix = make_matrix(context, options);
  const BenchFolder folder(context.comm, options.folder);
  const StageRecord record = record_of();
  const auto write = [&](const char* name, bool with_end) {
    const fs::path run = folder.path() / name;
    if (context.comm.is_root()) {
      fs::remove_all(run);
      create_folder(run);
    }
    context.comm.barrier();
    store::EmbeddingSink sink(context, run, record, matrix.shape);
    write_blocks(matrix, sink);
    if (with_end) sink.complete(context);
  };
  const MeasurementPlan plan{options.repetitions != 0 ? options.repetitions : kRepetitions, options.warm_up};
  const auto measured = measure_in_turn(context, plan,
                                        {[&] { write("hdf5", false); }, [&] { write("whole", true); },
                                         [&] { write_raw(context, matrix, folder.path() / "raw"); }});
  const MedianInterval share = measured[0].speedup_over(measured[2]);
  Report report;
  report.benchmark = "write";
  report.facts = {{"folder", options.folder, "folder: " + options.folder},
                  {"rows", matrix.shape.documents,
                   fmt::format("{} x {} in fp16 by {} rank(s)", matrix.shape.documents, matrix.shape.width,
                               context.comm.size())},
                  {"width", matrix.shape.width},
                  {"share_of_raw", share,
                   fmt::format("HDF5 writes at {} of the raw file's rate", interval_text(share))}};
  report.columns = {{"kind", "kind"}, {"bytes", "size"}, {"seconds", "seconds"}, {"bytes_per_second", "MB/s"}};
  report.conventions = {
      "hdf5: as the encode stage writes, block by block, with checksums, conversion to fp16 and two syncs for every 64 "
      "MiB of a rank; raw: the same bytes and syncs in a plain file; whole: hdf5 with reading back, checksums and seal.",
      "Each begins with an empty file. " + interval_convention(plan.repetitions)};
  report.subject = "kind";
  report.rows = {row_of("hdf5", matrix.bytes(), measured[0]), row_of("raw", matrix.bytes(), measured[2]),
                 row_of("whole", matrix.bytes(), measured[1])};
  return report;
}

}  // namespace thema::bench
