// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/unpack.hpp"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"

namespace thema {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;  // bytes, packed and unpacked

using Sink = std::function<void(std::string_view)>;

[[noreturn]] void fail_broken(const fs::path& packed, std::string_view why) {
  fail_data(fmt::format("cannot unpack {}: {}; fetch the file again", packed.string(), why));
}

/// Undoes one kind of compression, piece by piece.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Unpacks all of `packed`; what comes out goes to `sink`. Returns what is wrong with it, empty if nothing.
  virtual std::string feed(std::span<char> packed, const Sink& sink) = 0;
  /// Nothing is left open: the archive may end here.
  virtual bool at_end() const = 0;
};

class GzipDecoder : public Decoder {
 public:
  GzipDecoder() {
    constexpr int gzip_only = 16;  // added to the window bits: a gzip header is expected
    require(inflateInit2(&stream_, MAX_WBITS + gzip_only) == Z_OK, "zlib cannot be started");
  }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;
  ~GzipDecoder() override { inflateEnd(&stream_); }

  std::string feed(std::span<char> packed, const Sink& sink) override {
    stream_.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream_.avail_in = static_cast<uInt>(packed.size());
    while (stream_.avail_in > 0 || !drained_) {
      if (at_end_) skip_padding();
      if (at_end_ && stream_.avail_in == 0) break;
      if (at_end_) inflateReset(&stream_);  // the next member
      stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
      stream_.avail_out = static_cast<uInt>(out_.size());
      const int status = inflate(&stream_, Z_NO_FLUSH);
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        return stream_.msg ? stream_.msg : "broken gzip data";
      sink({out_.data(), out_.size() - stream_.avail_out});
      at_end_ = status == Z_STREAM_END;
      drained_ = stream_.avail_out > 0;
    }
    return {};
  }
  bool at_end() const override { return at_end_; }

 private:
  // Zeros behind a member fill the block of a tape or of a download; gzip ignores them too.
  void skip_padding() {
    for (; stream_.avail_in > 0 && *stream_.next_in == 0; --stream_.avail_in) ++stream_.next_in;
  }
  z_stream stream_{};
  std::vector<char> out_ = std::vector<char>(kPiece);
  bool at_end_ = false, drained_ = true;
};

class ZstdDecoder : public Decoder {
 public:
  std::string feed(std::span<char> packed, const Sink& sink) override {
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    bool drained = true;
    while (in.pos < in.size || !drained) {
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      const std::size_t status = ZSTD_decompressStream(stream_.get(), &out, &in);
      if (ZSTD_isError(status)) return ZSTD_getErrorName(status);
      sink({out_.data(), out.pos});
      at_end_ = status == 0;
      drained = at_end_ || out.pos < out.size;
    }
    return {};
  }
  bool at_end() const override { return at_end_; }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<ZSTD_DStream, Free> stream_{ZSTD_createDStream()};
  std::vector<char> out_ = std::vector<char>(kPiece);
  bool at_end_ = false;
};

std::unique_ptr<Decoder> make_decoder(const fs::path& packed) {
  if (packed.extension() == ".gz") return std::make_unique<GzipDecoder>();
  return std::make_unique<ZstdDecoder>();
}

void for_each_piece(const FileDescriptor& file, const std::function<void(std::span<char>)>& work) {
  std::vector<char> piece(kPiece);
  const std::int64_t size = file.size();
  for (std::int64_t at = 0; at < size; at += static_cast<std::int64_t>(kPiece)) {
    const auto count = static_cast<std::size_t>(std::min(size - at, static_cast<std::int64_t>(kPiece)));
    file.read_at(at, std::span(piece.data(), count));
    work(std::span(piece.data(), count));
  }
}

// Checksum of the checksums of the file's pieces.
std::uint64_t file_checksum(const FileDescriptor& file) {
  std::vector<std::uint64_t> sums;
  for_each_piece(file, [&](std::span<char> piece) { sums.push_back(checksum(std::as_bytes(piece))); });
  return checksum(std::as_bytes(std::span(sums)));
}

void unpack_to(const Log& log, const FileDescriptor& in, const FileDescriptor& out) {
  Progress progress(log, "unpack", "MiB", in.size() >> 20);
  const auto decoder = make_decoder(in.path());
  std::int64_t written = 0;
  const Sink sink = [&](std::string_view bytes) {
    out.write_at(written, bytes);
    written += static_cast<std::int64_t>(bytes.size());
  };
  for_each_piece(in, [&](std::span<char> piece) {
    if (const std::string why = decoder->feed(piece, sink); !why.empty()) fail_broken(in.path(), why);
    progress.advance(1);
  });
  if (!decoder->at_end()) fail_broken(in.path(), in.size() == 0 ? "it is empty" : "it is cut off");
}

}  // namespace

bool is_packed(const fs::path& file) { return file.extension() == ".gz" || file.extension() == ".zst"; }

fs::path unpack(const Log& log, const fs::path& packed, const fs::path& folder) {
  const FileDescriptor in = FileDescriptor::open_read(packed);
  const fs::path to =
      folder / fmt::format("{}-{}-{}", packed.stem().string(), in.size(), hexadecimal(file_checksum(in)));
  if (fs::exists(to)) return to;
  create_folder(folder);
  const fs::path partial = to.string() + ".partial";
  log.line("unpacking {}", packed.string());
  unpack_to(log, in, FileDescriptor::create(partial));
  rename_durably(partial, to);
  return to;
}

}  // namespace thema
