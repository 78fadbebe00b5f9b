// SPDX-License-Identifier: Apache-2.0
#include "thema/model/safetensors.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "temporary_folder.hpp"
#include "thema/core/error.hpp"
#include "thema/core/random.hpp"

namespace thema {
namespace {

std::string file_of(const std::string& header, const std::string& data) {
  const std::uint64_t length = header.size();
  std::string file(sizeof length, '\0');
  std::memcpy(file.data(), &length, sizeof length);
  return file + header + data;
}

StoredTensors parse(const std::string& file) {
  return parse_safetensors(std::as_bytes(std::span(file)), "weights.safetensors");
}

std::string message_of(const std::string& file) {
  try {
    parse(file);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data);
    return error.what();
  }
  return "accepted";
}

const char* const kGood =
    R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
    R"("b":{"dtype":"BF16","shape":[3],"data_offsets":[8,14]},"c":{"dtype":"I64","shape":[],"data_offsets":[14,22]},)"
    R"("d":{"dtype":"F16","shape":[0,5],"data_offsets":[22,22]}}  )";

std::string good_file() {
  std::string data(22, '\0');
  const float one = 1.0F;
  std::memcpy(data.data() + 4, &one, sizeof one);
  return file_of(kGood, data);
}

TEST(Safetensors, ReadsTypesShapesAndBytes) {
  const std::string file = good_file();
  const StoredTensors tensors = parse(file);
  ASSERT_EQ(tensors.size(), 4u);
  EXPECT_EQ(tensors.at("a").type, StoredType::f32);
  EXPECT_EQ(tensors.at("a").shape, (std::vector<std::int64_t>{2, 1}));
  float second = 0;
  std::memcpy(&second, tensors.at("a").data.data() + 4, 4);
  EXPECT_EQ(second, 1.0F);
  EXPECT_EQ(tensors.at("b").type, StoredType::bf16);
  EXPECT_EQ(tensors.at("b").data.size(), 6u);
  EXPECT_EQ(tensors.at("c").type, StoredType::i64);
  EXPECT_TRUE(tensors.at("c").shape.empty());
  EXPECT_EQ(tensors.at("d").data.size(), 0u);
}

TEST(Safetensors, ReadsAFileFromDisk) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.safetensors";
  write_text_file(path, good_file());
  const SafetensorsFile file(path);
  EXPECT_EQ(file.tensors().size(), 4u);
  EXPECT_EQ(file.path(), path);
}

TEST(Safetensors, RefusesBadContainersAndNamesTheFile) {
  const std::string good = good_file();
  EXPECT_NE(message_of("").find("weights.safetensors"), std::string::npos);
  EXPECT_NE(message_of("1234567").find("7 bytes"), std::string::npos);
  EXPECT_NE(message_of(std::string(8, '\xff')).find("18446744073709551615"), std::string::npos);
  EXPECT_NE(message_of(file_of("[]", "")).find("does not start with '{'"), std::string::npos);
  EXPECT_NE(message_of(file_of("", "")).find("does not start with '{'"), std::string::npos);
  EXPECT_NE(message_of(file_of("{\"a\"", "")).find("not JSON"), std::string::npos);
  EXPECT_NE(message_of(file_of("{\"a\":1e999}", "")).find("number"), std::string::npos);
  EXPECT_NE(message_of(file_of("{\"\xff\":1}", "")).find("not JSON"), std::string::npos);
  EXPECT_NE(message_of(good.substr(0, good.size() - 1)).find("tensor"), std::string::npos);  // cut by a byte
  EXPECT_NE(message_of(good + "x").find("22 bytes"), std::string::npos);                     // a byte too many
}

TEST(Safetensors, RefusesDeepNestingWithoutRecursion) {
  std::string deep = "{\"a\":";
  for (int i = 0; i < 1'000'000; ++i) deep += '[';
  EXPECT_NE(message_of(file_of(deep, "")).find("nested more than 2 deep"), std::string::npos);
}

// One tensor "a" with this description over 8 bytes of data.
std::string message_of_entry(const std::string& entry) {
  return message_of(file_of("{\"a\":" + entry + "}", std::string(8, '\0')));
}

TEST(Safetensors, RefusesBadTensorsAndNamesThem) {
  const auto named = [](const std::string& entry, const std::string& reason) {
    const std::string message = message_of_entry(entry);
    EXPECT_NE(message.find("tensor \"a\""), std::string::npos) << message;
    EXPECT_NE(message.find(reason), std::string::npos) << message;
  };
  named("7", "object");
  named(R"({"shape":[2],"data_offsets":[0,8]})", "dtype");
  named(R"({"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]})", "dtype is \"F8_E4M3\"; allowed is F32");
  named(R"({"dtype":"F32","shape":2,"data_offsets":[0,8]})", "shape is 2; allowed is a list");
  named(R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})", "shape[0] is -2; allowed is a whole number from 0");
  named(R"({"dtype":"F32","shape":[2.0],"data_offsets":[0,8]})", "shape[0] is 2.0");
  named(R"({"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]})", "8 counts at most");
  named(R"({"dtype":"F32","shape":[2]})", "data_offsets is null");
  named(R"({"dtype":"F32","shape":[2],"data_offsets":[0]})", "data_offsets is [0]");
  named(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})", "data_offsets is [8,0]");
  named(R"({"dtype":"F32","shape":[3],"data_offsets":[0,12]})",
        "data_offsets is [0,12]; allowed is a range within the 8 bytes");
  named(R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})", "12 bytes, which the shape [3] needs");
  named(R"({"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]})", "2^64");    // 4 n wraps to 4
  named(R"({"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]})", "2^64");  // wraps to 0
  named(R"({"dtype":"F32","shape":[18446744073709551615,0],"data_offsets":[0,0]})", "9223372036854775807");  // no int64
  named(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})", "starts at byte 4");                          // a gap
}

TEST(Safetensors, RefusesOverlapAndDuplicates) {
  const std::string overlap = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                              R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})";
  EXPECT_NE(message_of(file_of(overlap, std::string(8, '\0'))).find("tensor \"b\""), std::string::npos);
  const std::string twice = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                            R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  EXPECT_NE(message_of(file_of(twice, std::string(8, '\0'))).find("twice"), std::string::npos);
}

// Replaces, removes, inserts or doubles bytes.
std::string mutated(std::string text, std::uint64_t round) {
  static constexpr std::string_view kTelling = "{}[]\",:0123456789-.eEFI\\\xff\x80 nt";
  std::uint32_t draws = 0;
  const auto below = [&](std::uint64_t n) { return random_below(n, 7, Draw::test, round, draws++); };
  for (std::uint64_t edits = 1 + below(4); edits > 0 && !text.empty(); --edits) {
    const std::size_t at = below(text.size());
    const char with = below(2) == 0 ? kTelling[below(kTelling.size())] : static_cast<char>(below(256));
    switch (below(4)) {
      case 0:
        text[at] = with;
        break;
      case 1:
        text.erase(at, 1 + below(8));
        break;
      case 2:
        text.insert(at, 1 + below(3), with);
        break;
      default:
        text.insert(at, text.substr(at, below(40)));
        break;
    }
  }
  return text;
}

// Even rounds keep the length in step with the header, so that the JSON and what is in it is reached.
std::string mutated_file(std::uint64_t round) {
  return round % 2 == 0 ? file_of(mutated(kGood, round), std::string(22, '\0')) : mutated(good_file(), round);
}

TEST(Safetensors, MutatedFilesAreReadOrRefusedAndNothingElse) {
  std::int64_t accepted = 0, refused = 0;
  for (std::uint64_t round = 0; round < 20'000; ++round) {
    const std::string file = mutated_file(round);
    try {
      for (const auto& [name, tensor] : parse(file)) {
        EXPECT_LE(tensor.data.size(), file.size());
        const auto* end = reinterpret_cast<const std::byte*>(file.data() + file.size());
        EXPECT_TRUE(tensor.data.empty() || tensor.data.data() + tensor.data.size() <= end);
      }
      ++accepted;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::data);
      ++refused;
    }
  }
  EXPECT_GT(refused, 10'000);  // the mutations reach the reader's checks
  EXPECT_GT(accepted, 100);    // and do not only break the JSON
}

}  // namespace
}  // namespace thema
