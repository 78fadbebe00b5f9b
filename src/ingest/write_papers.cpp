// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/write_papers.hpp"

#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/ingest/each_line.hpp"

namespace thema {

namespace {

constexpr std::int64_t kSliceDocuments = 4'096, kSliceBytes = std::int64_t{8} << 20;

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
  void add(const Documents& papers) {
    flush();
    written_.add(papers);
    sink_.append(papers);
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

void refuse_changed_files(const std::vector<InputFile>& files, std::span<const FileRange> share,
                          std::span<const std::uint64_t> before, std::span<const std::uint64_t> now) {
  for (std::size_t i = 0; i < share.size(); ++i) {
    const InputFile& file = files[share[i].file];
    if (before[i] == now[i] && FileDescriptor::open_read(file.path).size() == file.size) continue;
    fail_data(file.path.string() + " has changed while it was being read: run ingest again when nothing writes to it");
  }
}

void write_parsed(const Log& log, Scan& scan, Slices& slices) {
  Progress progress(log, "ingest: write what is parsed", "papers", scan.parsed.papers());
  scan.parsed.give_papers(scan.wanted, [&](const Documents& papers) {
    if (stop_requested()) return;
    slices.add(papers);
    progress.advance(std::ssize(papers.date));
  });
  for (const store::RejectedLine& line : scan.parsed.rejected()) slices.add(line);
}

}  // namespace

void write_papers(const Context& context, const std::vector<InputFile>& files, std::span<const FileRange> share,
                  Scan scan, const IngestOptions& options, const store::DocumentSizes& planned,
                  store::DocumentSink& sink) {
  PaperParser parser;
  Document paper;
  Slices slices(sink, planned);
  write_parsed(context.log, scan, slices);
  std::size_t at = scan.parsed.lines();
  const std::span<const FileRange> rest = share.subspan(scan.parsed.ranges());
  const auto write = [&](std::size_t range, const Line& line) {
    const std::size_t file = rest[range].file;
    if (line.kind == Line::Kind::whole && line.is_blank()) return;
    if (at == scan.wanted.size()) Slices::fail_changed();
    const bool wanted = scan.wanted[at++];
    const auto reason = parse_line(parser, line, options.max_line, paper);
    if (reason) slices.add(rejected_line(file, line, *reason));
    if (!reason && wanted) slices.add(paper, file, line);
  };
  const auto digests = for_each_line(context.log, "ingest: write", files, rest, options.max_line, write);
  if (stop_requested()) return;  // what was written is of no use to anybody
  refuse_changed_files(files, rest, std::span(scan.digests).subspan(scan.parsed.ranges()), digests);
  slices.flush();
}

}  // namespace thema
