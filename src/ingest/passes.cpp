// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <functional>
#include <span>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/ingest/json_paper.hpp"
#include "thema/ingest/line_reader.hpp"
#include "thema/ingest/paper_filter.hpp"
#include "thema/ingest/passes.hpp"

namespace thema {

namespace {

constexpr std::size_t kRejectedShown = 10;
constexpr std::int64_t kSliceDocuments = 4'096, kSliceBytes = std::int64_t{8} << 20;
constexpr std::int64_t kProgressStep = std::int64_t{1} << 20;

/// Progress in MiB of a reading that moves by single lines.
class ByteProgress {
 public:
  ByteProgress(const Log& log, const char* what, const std::vector<FileRange>& share)
      : progress_(log, what, "MiB", total(share) / kProgressStep) {}
  void advance(std::int64_t bytes) {
    pending_ += bytes;
    if (pending_ < kProgressStep) return;
    progress_.advance(pending_ / kProgressStep);
    pending_ %= kProgressStep;
  }

 private:
  static std::int64_t total(const std::vector<FileRange>& share) {
    std::int64_t bytes = 0;
    for (const FileRange& range : share) bytes += range.bytes.size();
    return bytes;
  }
  Progress progress_;
  std::int64_t pending_ = 0;
};

// Digest of a sequence of lines: each one's bytes and place enter it.
std::uint64_t extend_digest(std::uint64_t digest, const Line& line) {
  const std::array<std::uint64_t, 3> parts{digest, static_cast<std::uint64_t>(line.offset), checksum(line.text)};
  return checksum(std::as_bytes(std::span(parts)));
}

// Gives each line of the share to `work(file, line)`, in order; returns a digest of the lines of each range.
std::vector<std::uint64_t> for_each_line(const std::vector<InputFile>& files, const std::vector<FileRange>& share,
                                         std::int64_t max_line, ByteProgress& progress,
                                         const std::function<void(std::size_t, const Line&)>& work) {
  std::vector<std::uint64_t> digests;
  for (const FileRange& range : share) {
    const InputFile& source = files[range.file];
    const FileDescriptor file = FileDescriptor::open_read(source.path);
    if (file.size() < source.size) fail_data(source.path.string() + " has become shorter while it was being read");
    LineReader reader(file, source.size, range.bytes, max_line);
    std::uint64_t digest = 0;
    std::int64_t before = range.bytes.first;
    for (Line line; reader.next(line);) {
      progress.advance(line.offset - before);
      before = line.offset;
      digest = extend_digest(digest, line);
      work(range.file, line);
    }
    digests.push_back(digest);
  }
  return digests;
}

std::optional<std::string> read_line(PaperParser& parser, const Line& line, std::int64_t max_line, Document& paper) {
  if (line.kind == Line::Kind::too_long) return fmt::format("longer than {} bytes", max_line);
  return parser.parse(line.text, paper);
}

store::RejectedLine rejected_line(std::size_t file, const Line& line, const std::string& reason) {
  return {static_cast<std::uint16_t>(file), static_cast<std::uint64_t>(line.offset), reason,
          printable_excerpt(line.text)};
}

PaperSizes sizes_of(const Document& paper) {
  return {static_cast<std::uint32_t>(paper.title.size()), static_cast<std::uint32_t>(paper.abstract.size()),
          static_cast<std::uint32_t>(paper.authors.size()), static_cast<std::uint16_t>(paper.id.size()),
          static_cast<std::uint16_t>(paper.categories.size())};
}

void keep(Scan& scan, const Document& paper) {
  scan.ids.push_back(hash_id(paper.id));
  scan.sizes.push_back(sizes_of(paper));
}

void count_verdict(IngestReport& counts, PaperFilter::Verdict verdict) {
  if (verdict == PaperFilter::Verdict::too_short) ++counts.too_short;
  if (verdict == PaperFilter::Verdict::filtered) ++counts.filtered;
}

/// Collects papers and rejected lines of one rank and hands them to the sink in slices.
class Slices {
 public:
  Slices(store::DocumentSink& sink, const store::DocumentSizes& planned) : sink_(sink), planned_(planned) {}

  void add(const Document& paper, std::size_t file, const Line& line) {
    written_.add(paper);
    papers_.push_back(paper, static_cast<std::uint16_t>(file), static_cast<std::uint64_t>(line.offset));
    bytes_ += static_cast<std::int64_t>(line.text.size());
    if (bytes_ >= kSliceBytes || static_cast<std::int64_t>(papers_.size()) >= kSliceDocuments) flush();
  }
  void add(store::RejectedLine line) {
    ++written_.rejected;
    rejected_.push_back(std::move(line));
    if (static_cast<std::int64_t>(rejected_.size()) >= kSliceDocuments) flush();
  }
  void flush() {
    if (!fits()) fail_changed();
    sink_.append(papers_);
    if (!rejected_.empty()) sink_.append(rejected_);
    papers_.clear();
    rejected_.clear();
    bytes_ = 0;
  }
  [[noreturn]] static void fail_changed() {
    fail_data("the input has changed while it was being read: run ingest again when nothing writes to it");
  }

 private:
  // More than planned would be written into the next rank's part.
  bool fits() const {
    bool fit = written_.documents <= planned_.documents && written_.rejected <= planned_.rejected;
    for (std::size_t c = 0; c < planned_.text_bytes.size(); ++c)
      fit = fit && written_.text_bytes[c] <= planned_.text_bytes[c];
    return fit;
  }
  store::DocumentSink& sink_;
  store::DocumentSizes planned_, written_;
  Documents papers_;
  std::vector<store::RejectedLine> rejected_;
  std::int64_t bytes_ = 0;
};

void refuse_changed_files(const std::vector<InputFile>& files, const std::vector<FileRange>& share,
                          const std::vector<std::uint64_t>& before, const std::vector<std::uint64_t>& now) {
  for (std::size_t i = 0; i < share.size(); ++i) {
    const InputFile& file = files[share[i].file];
    if (before[i] == now[i] && FileDescriptor::open_read(file.path).size() == file.size) continue;
    fail_data(file.path.string() + " has changed while it was being read: run ingest again when nothing writes to it");
  }
}

}  // namespace

Scan scan_lines(const Context& context, const std::vector<InputFile>& files, const std::vector<FileRange>& share,
                const IngestOptions& options) {
  const PaperFilter filter(options);
  PaperParser parser;
  Scan scan;
  Document paper;
  ByteProgress progress(context.log, "ingest: parse", share);
  scan.digests = for_each_line(files, share, options.max_line, progress, [&](std::size_t file, const Line& line) {
    ++scan.counts.lines;
    if (line.kind == Line::Kind::whole && line.is_blank()) {
      ++scan.counts.blank;
      return;
    }
    const auto reason = read_line(parser, line, options.max_line, paper);
    scan.wanted.push_back(false);
    if (reason) {
      ++scan.counts.rejected;
      if (scan.first_rejected.size() < kRejectedShown)
        scan.first_rejected.push_back(rejected_line(file, line, *reason));
      return;
    }
    const auto verdict = filter.judge(paper);
    count_verdict(scan.counts, verdict);
    if (verdict != PaperFilter::Verdict::keep) return;
    scan.wanted.back() = true;
    keep(scan, paper);
  });
  return scan;
}

void write_papers(const Context& context, const std::vector<InputFile>& files, const std::vector<FileRange>& share,
                  const Scan& scan, const IngestOptions& options, const store::DocumentSizes& planned,
                  store::DocumentSink& sink) {
  PaperParser parser;
  Document paper;
  Slices slices(sink, planned);
  std::size_t at = 0;
  ByteProgress progress(context.log, "ingest: write", share);
  const auto digests = for_each_line(files, share, options.max_line, progress, [&](std::size_t file, const Line& line) {
    if (line.kind == Line::Kind::whole && line.is_blank()) return;
    if (at == scan.wanted.size()) Slices::fail_changed();
    const bool wanted = scan.wanted[at++];
    const auto reason = read_line(parser, line, options.max_line, paper);
    if (reason) slices.add(rejected_line(file, line, *reason));
    if (!reason && wanted) slices.add(paper, file, line);
  });
  refuse_changed_files(files, share, scan.digests, digests);
  slices.flush();
}

}  // namespace thema
