// SPDX-License-Identifier: Apache-2.0
#include "thema/finished/run_options.hpp"

#include <gtest/gtest.h>

#include "thema/core/error.hpp"

namespace thema::finished {
namespace {

TEST(RunOptions, NothingIsLeftOfTheDeviceOfTheRun) {
  const EncodeRecord record{"embeddings.h5",
                            "[run]\nseed = 7\n[encode]\nmodel = \"e5-base-v2\"\nprefix = \"auto\"\nmax_length = 0\n"
                            "token_budget = 16384\ndtype = \"fp16\"\nattention = \"flash\"\ngelu = \"tanh\"\n"
                            "launches = \"as_graphs\"\n",
                            {"stage = encode", "encode.prefix = \"query: \"", "encode.max_length = 512"}};
  const EncodeOptions options = options_of_run(record);
  EXPECT_EQ(options.model, "e5-base-v2");
  EXPECT_EQ(options.prefix, "query: ");
  EXPECT_EQ(options.max_length, 512);
  EXPECT_EQ(options.gelu, "tanh");
  EXPECT_EQ(options.dtype, "fp32");
  EXPECT_EQ(options.attention, "auto");
  EXPECT_EQ(options.launches, "auto");
  EXPECT_EQ(options.token_budget, 0);
}

TEST(RunOptions, ExactOnesAreThoseThatTheRunResolved) {
  const EncodeRecord record{
      "embeddings.h5",
      "[encode]\nmodel = \"minilm\"\ntoken_budget = 0\ndtype = \"auto\"\nblock = 32\n",
      {"encode.prefix = \"\"", "encode.max_length = 256", "encode.dtype = int8", "encode.attention = packed",
       "encode.launches = one_by_one", "encode.token_budget = 2048"}};
  const EncodeOptions options = exact_options_of_run(record);
  EXPECT_EQ(options.dtype, "int8");
  EXPECT_EQ(options.attention, "packed");
  EXPECT_EQ(options.launches, "one_by_one");
  EXPECT_EQ(options.token_budget, 2048);
  EXPECT_EQ(options.block, 32);
  EXPECT_THROW(exact_options_of_run({"embeddings.h5", "", {"encode.prefix = \"\"", "encode.max_length = 256"}}), Error);
}

TEST(RunOptions, FingerprintMustHavePrefixAndLength) {
  EXPECT_THROW(options_of_run({"embeddings.h5", "", {"encode.prefix = \"\""}}), Error);
  EXPECT_THROW(options_of_run({"embeddings.h5", "", {"encode.max_length = 256"}}), Error);
}

TEST(RunOptions, OptionsOfAnotherVersionAreRefused) {
  try {
    options_of_run({"embeddings.h5", "[encode]\nlength = 3\n", {}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data);
    EXPECT_NE(std::string(error.what()).find("unknown key 'encode.length'"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("embeddings.h5 was made by another version"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace thema::finished
