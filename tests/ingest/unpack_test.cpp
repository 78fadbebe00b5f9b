// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/unpack.hpp"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <random>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/ingest/input_files.hpp"

namespace thema {
namespace {

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  packed.resize(ZSTD_compress2(context, packed.data(), packed.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return packed;
}

// Bits that do not pack, and zeros that pack a thousandfold: many pieces in, many pieces out.
std::string noise_and_zeros() {
  std::mt19937 random(3);
  std::string text;
  for (int i = 0; i < 2'500'000; ++i) text += static_cast<char>(random());
  return text + std::string(5'000'000, '0') + "\nend";
}

class Unpack : public testing::Test {
 protected:
  std::string refusal(const std::string& name, const std::string& packed) {
    try {
      unpack(Log(1), folder_.write(name, packed), folder_.path() / "unpacked");
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::data);
      return error.what();
    }
    return "";
  }
  const TemporaryFolder folder_;
};

TEST_F(Unpack, GivesBackTheBytes) {
  for (const std::string& text : {std::string("one\ntwo\n"), noise_and_zeros(), std::string(1 << 20, 'x')}) {
    const std::string more = "second part";
    const std::vector<std::pair<std::string, std::string>> archives{{"a.gz", gzip(text)},
                                                                    {"members.gz", gzip(text) + gzip(more)},
                                                                    {"a.zst", zstd(text)},
                                                                    {"frames.zst", zstd(text) + zstd(more)}};
    for (const auto& [name, packed] : archives) {
      const auto path = unpack(Log(1), folder_.write(name, packed), folder_.path() / "unpacked");
      EXPECT_TRUE(read_text_file(path) == (name[0] == 'a' ? text : text + more)) << name;
    }
  }
}

TEST_F(Unpack, ZerosBehindAGzipMemberAreIgnored) {
  const std::string zeros(3 << 20, '\0');  // more than one piece that is read at a time
  for (const std::string& padding : {std::string(1, '\0'), std::string(512, '\0'), zeros}) {
    const auto padded = folder_.write("padded.gz", gzip("one\n") + padding);
    EXPECT_EQ(read_text_file(unpack(Log(1), padded, folder_.path() / "unpacked")), "one\n");
    const auto members = folder_.write("members.gz", gzip("one\n") + padding + gzip("two\n"));
    EXPECT_EQ(read_text_file(unpack(Log(1), members, folder_.path() / "unpacked")), "one\ntwo\n");
    EXPECT_NE(refusal("garbage.gz", gzip("one\n") + padding + "garbage"), "");
    EXPECT_NE(refusal("only.gz", padding), "");
  }
}

TEST_F(Unpack, UsesACompleteCopyAndNoStaleOne) {
  const auto unpacked = folder_.path() / "unpacked";
  const auto first = unpack(Log(1), folder_.write("p.jsonl.gz", gzip("old")), unpacked);
  write_text_file(first, "marked");
  EXPECT_EQ(unpack(Log(1), folder_.path() / "p.jsonl.gz", unpacked), first);
  EXPECT_EQ(read_text_file(first), "marked");
  const auto second = unpack(Log(1), folder_.write("p.jsonl.gz", gzip("new")), unpacked);
  EXPECT_NE(second, first);
  EXPECT_EQ(read_text_file(second), "new");
}

TEST_F(Unpack, NamesABrokenArchive) {
  for (const std::string& suffix : {std::string(".gz"), std::string(".zst")}) {
    const std::string text = noise_and_zeros();
    const std::string packed = suffix == ".gz" ? gzip(text) : zstd(text);
    std::string flipped = packed;
    flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 0x10);
    const std::vector<std::pair<std::string, std::string>> cases{{"cut", packed.substr(0, packed.size() - 3)},
                                                                 {"half", packed.substr(0, packed.size() / 2)},
                                                                 {"flipped", flipped},
                                                                 {"tail", packed + "garbage behind it"},
                                                                 {"plain", "{\"id\":1}\n"},
                                                                 {"empty", ""}};
    for (const auto& [name, bytes] : cases) {
      const std::string file = name + suffix;
      EXPECT_EQ(refusal(file, bytes).rfind("cannot unpack " + (folder_.path() / file).string() + ": ", 0), 0u) << file;
    }
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "unpacked"))
    EXPECT_EQ(entry.path().extension(), ".partial") << entry.path();
}

TEST_F(Unpack, OtherArchivesAreRefused) {
  for (const std::string kind : {".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.bz2", ".xz"}) {
    const std::string file = folder_.write("arxiv" + kind, "x");
    try {
      expand_inputs({file});
      ADD_FAILURE() << kind << " was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::data);
      const std::string start = file + ": " + kind + " archives are not read; unpack it first";
      EXPECT_EQ(std::string(error.what()).rfind(start, 0), 0u) << error.what();
    }
  }
  const auto taken = expand_inputs({folder_.write("a.tar.jsonl.gz", "x"), folder_.write("tar.gz", "x")});
  EXPECT_EQ(taken.size(), 2u);
}

}  // namespace
}  // namespace thema
