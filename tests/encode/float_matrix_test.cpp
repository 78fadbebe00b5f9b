// SPDX-License-Identifier: Apache-2.0
// Matrices made elsewhere, and on purpose: a header promises nothing that the file does not hold.
#include "thema/encode/float_matrix.hpp"

#include <gtest/gtest.h>

#include "data/hostile_files.hpp"
#include "temporary_folder.hpp"
#include "thema/core/files.hpp"
#include "thema/core/random.hpp"

namespace thema {
namespace {

namespace fs = std::filesystem;

std::string header_of(const std::string& shape, const std::string& type = "'<f4'") {
  return "{'descr': " + type + ", 'fortran_order': False, 'shape': " + shape + ", }";
}

std::string npy(const std::string& header, const std::string& data) {
  std::string length{static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  return std::string("\x93NUMPY\x01", 7) + '\0' + length + header + data;
}

std::string ones(std::size_t count) {
  std::string data(count * sizeof(float), '\0');
  for (std::size_t i = 0; i < count; ++i) {
    const float one = 1.0F;
    std::memcpy(data.data() + i * sizeof one, &one, sizeof one);
  }
  return data;
}

std::string said_of(const fs::path& path) {
  return hostile::refusal_of([&] {
    const FloatMatrix matrix = FloatMatrix::open(path);
    const std::vector<float> values = matrix.read_normalised({0, matrix.rows});
    EXPECT_EQ(std::ssize(values), matrix.rows * matrix.width);
  });
}

TEST(FloatMatrix, NumPyHeadersThatPromiseTooMuchAreRefused) {
  const TemporaryFolder folder;
  const hostile::LittleMemory little;
  EXPECT_EQ(said_of(folder.write("m.npy", npy(header_of("(3, 2)"), ones(6)))), "accepted");
  const std::string huge = "9223372036854775807", beyond = "18446744073709551616";
  for (const char* shape :
       {"(4, 2)", "(2, 2)", "(0, 2)", "(3, 0)", "(-3, 2)", "(3, -2)", "(-3, -2)", "(3,)", "()", "(3, 2, 1)", "(6)",
        "(1099511627776, 65536)", "(4611686018427387904, 4)", "(2305843009213693952, 8)"})
    hostile::expect_refused([&] { FloatMatrix::open(folder.write("m.npy", npy(header_of(shape), ones(6)))); }, "m.npy",
                            "");
  for (const std::string& extent : {huge, beyond, "-" + huge, beyond + beyond})
    for (const std::string& shape : {"(" + extent + ", 2)", "(3, " + extent + ")", "(" + extent + ", " + extent + ")"})
      hostile::expect_refused([&] { FloatMatrix::open(folder.write("m.npy", npy(header_of(shape), ones(6)))); },
                              "m.npy", "");
  std::string long_header = npy(header_of("(3, 2)"), ones(6));
  long_header.replace(6, 6, "\x02\x00\xFF\xFF\xFF\xFF", 6);
  hostile::expect_refused([&] { FloatMatrix::open(folder.write("m.npy", long_header)); }, "m.npy", "header is cut");
}

TEST(FloatMatrix, MutatedNumPyFilesAreReadOrRefusedAndNothingElse) {
  const TemporaryFolder folder;
  const hostile::LittleMemory little;
  const std::string good = npy(header_of("(3, 2)"), ones(6));
  std::int64_t accepted = 0, refused = 0;
  for (std::uint64_t round = 0; round < 5000; ++round) {
    static constexpr std::string_view kTelling = "{}()',:0123456789-.ef<>\xff\x80 ";
    std::uint32_t draws = 0;
    const auto below = [&](std::uint64_t n) { return random_below(n, 17, Draw::test, round, draws++); };
    std::string text = good;
    for (std::uint64_t edits = 1 + below(4); edits > 0 && !text.empty(); --edits) {
      // Half of them in the shape, where the numbers are.
      const std::size_t shape = std::min(text.find("shape"), text.size() - 1);
      const std::size_t at =
          below(2) == 0 ? below(text.size()) : shape + below(std::min<std::size_t>(24, text.size() - shape));
      const char with = below(2) == 0 ? kTelling[below(kTelling.size())] : static_cast<char>(below(256));
      const std::uint64_t kind = below(4);
      if (kind < 2)
        text[at] = with;
      else if (kind == 2)
        text.insert(at, 1 + below(3), with);
      else
        text.erase(at, 1 + below(8));
    }
    const std::string said = said_of(folder.write("m.npy", text));
    EXPECT_EQ(said.find("NOT "), std::string::npos) << "case " << round << ": " << said;
    ++(said == "accepted" ? accepted : refused);
  }
  EXPECT_GT(accepted, 100);
  EXPECT_GT(refused, 1000);
}

TEST(FloatMatrix, DataInOtherFilesAreNotRead) {
  const TemporaryFolder folder;
  folder.write("secret.txt", ones(6));
  const hsize_t shape[] = {3, 2};
  const h5::Dataspace space(H5Screate_simple(2, shape, nullptr), "dataspace");
  const auto written = [&](const char* name, const std::function<void(hid_t)>& describe) {
    const fs::path path = folder.path() / name;
    const h5::File file = h5::create_file(path);
    const h5::Properties creation(H5Pcreate(H5P_DATASET_CREATE), "properties");
    describe(creation);
    const h5::Dataset made(H5Dcreate2(file, "embeddings", H5T_IEEE_F32LE, space, H5P_DEFAULT, creation, H5P_DEFAULT),
                           "dataset");
    return path;
  };
  const fs::path external = written("external.h5", [&](hid_t creation) {
    h5::check(H5Pset_external(creation, (folder.path() / "secret.txt").c_str(), 0, 24), "external data");
  });
  const fs::path other = written("virtual.h5", [&](hid_t creation) {
    h5::check(H5Pset_virtual(creation, space, external.c_str(), "/embeddings", space), "virtual data");
  });
  for (const fs::path& path : {external, other})
    hostile::expect_refused([&] { FloatMatrix::open(path); }, path, "embeddings");
}

}  // namespace
}  // namespace thema
