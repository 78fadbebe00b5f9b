// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/encode.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "encode/synthetic_corpus.hpp"
#include "model/model_folder.hpp"
#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/error.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/model/text_encoder.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kDocuments = 300, kBlock = 32, kBlocks = 10, kWidth = 32;
constexpr BertConfig kModel{0, kWidth, 2, 4, 64, 64, 2, 1e-12};
const StageRecord kRecord{"embeddings", "", {"same"}, {}};

// Bits of both datasets.
struct Stored {
  std::vector<float> values;
  std::vector<std::uint16_t> tokens;
  bool operator==(const Stored&) const = default;
};

Stored stored_in(const fs::path& run) {
  StageReader reader(run, "embeddings");
  return {reader.read<float>("embeddings"), reader.read<std::uint16_t>("tokens")};
}

class EncodeStage : public testing::Test {
 protected:
  EncodeStage() {
    if (world_.comm.is_root()) {
      fs::create_directories(run("one"));
      fs::create_directories(run("all"));
      write_model_folder(model(), kModel);
    }
    write_corpus(world_, run("all"), kDocuments);
    if (world_.comm.is_root()) fs::copy_file(run("all") / "documents.h5", run("one") / "documents.h5");
    world_.comm.barrier();
  }
  fs::path run(const char* name) const { return folder_.path() / name; }
  fs::path model() const { return folder_.path() / "model"; }
  EncodeOptions options() const {
    EncodeOptions options;
    options.model = model().string();
    options.block = kBlock;
    options.token_budget = 256;
    options.store = "fp32";
    return options;
  }
  Finished encode_all() {
    store::DocumentSource documents(run("all"));
    return encode(world_, documents, run("all"), kRecord, options());
  }
  // What one rank gives, computed by rank 0; the others get it from the file.
  Stored encode_by_one_rank() {
    if (world_.comm.is_root()) {
      Context alone = test_context(MPI_COMM_SELF);
      store::DocumentSource documents(run("one"));
      EXPECT_EQ(encode(alone, documents, run("one"), kRecord, options()), Finished::yes);
    }
    world_.comm.barrier();
    return stored_in(run("one"));
  }

  Context world_ = test_context();
  TemporaryFolder folder_;
};

TEST_F(EncodeStage, BitsDoNotDependOnTheNumberOfRanks) {
  const Stored expected = encode_by_one_rank();
  EXPECT_EQ(encode_all(), Finished::yes);
  EXPECT_EQ(stored_in(run("all")), expected);
  EXPECT_EQ(expected.tokens.size(), static_cast<std::size_t>(kDocuments));
}

// The same rows out of the model text by text, without blocks, batches or threads.
TEST_F(EncodeStage, RowsAreThoseOfTheirOwnDocuments) {
  EXPECT_EQ(encode_all(), Finished::yes);
  const Stored stored = stored_in(run("all"));
  TextEncoder encoder(model(), {{}, Precision::fp32, AttentionBackend::math});
  const Tokenizer tokenizer = Tokenizer::load(model());
  for (std::int64_t i = world_.comm.rank(); i < kDocuments; i += 17) {
    const Document document = synthetic_document(i);
    std::vector<std::int32_t> ids;
    tokenizer.encode(encoder_text(document.title, document.abstract), 64, ids);
    PackedTokens alone;
    alone.push_back(ids);
    std::vector<float> row(kWidth);
    encoder.encode(alone, row);
    const auto at = static_cast<std::size_t>(i);
    EXPECT_EQ(stored.tokens[at], ids.size());
    EXPECT_GT(exact_dot(row.data(), &stored.values[at * kWidth], kWidth), 0.999999) << "document " << i;
  }
}

// Writes into "all" what a killed job had committed: blocks 2, 3 and 9, with rows that no encoder gives.
void commit_marked_blocks(Context& world, const fs::path& run) {
  store::EmbeddingsShape shape{kDocuments, kWidth, kBlock, false, "model", "mean"};
  store::EmbeddingSink sink(world, run, kRecord, shape);
  std::vector<float> marked(kBlock * kWidth, 0.0F);
  for (std::int64_t r = 0; r < kBlock; ++r) marked[static_cast<std::size_t>(r * kWidth)] = 1;
  for (const std::int64_t block : {2, 3, 9}) {
    if (block % world.comm.size() != world.comm.rank()) continue;
    const auto rows = static_cast<std::size_t>(std::min(kBlock, kDocuments - block * kBlock));
    sink.write_block(block, std::span(marked).first(rows * kWidth), std::vector<std::uint16_t>(rows, 5));
  }
  sink.commit();
}

TEST_F(EncodeStage, GoesOnAfterAStopWithoutDoingAnythingTwice) {
  const Stored expected = encode_by_one_rank();
  commit_marked_blocks(world_, run("all"));
  EXPECT_FALSE(fs::exists(run("all") / "embeddings.h5"));
  EXPECT_EQ(encode_all(), Finished::yes);
  const Stored resumed = stored_in(run("all"));
  for (std::size_t i = 0; i < static_cast<std::size_t>(kDocuments); ++i) {
    const std::size_t block = i / kBlock;
    const bool marked = block == 2 || block == 3 || block == 9;
    EXPECT_EQ(resumed.tokens[i], marked ? 5 : expected.tokens[i]) << "row " << i;
    for (std::size_t c = 0; c < kWidth; ++c)
      EXPECT_EQ(resumed.values[i * kWidth + c], marked ? (c == 0 ? 1.0F : 0.0F) : expected.values[i * kWidth + c]);
  }
}

TEST_F(EncodeStage, OtherFingerprintStartsAnew) {
  const Stored expected = encode_by_one_rank();
  commit_marked_blocks(world_, run("all"));
  store::DocumentSource documents(run("all"));
  StageRecord other = kRecord;
  other.fingerprint = {"other"};
  EXPECT_EQ(encode(world_, documents, run("all"), other, options()), Finished::yes);
  EXPECT_EQ(stored_in(run("all")), expected);
}

TEST_F(EncodeStage, HalfPrecisionIsTheRoundedSame) {
  const Stored expected = encode_by_one_rank();
  EncodeOptions half = options();
  half.store = "fp16";
  store::DocumentSource documents(run("all"));
  EXPECT_EQ(encode(world_, documents, run("all"), kRecord, half), Finished::yes);
  StageReader reader(run("all"), "embeddings");
  const auto values = reader.read<Half>("embeddings");
  ASSERT_EQ(values.size(), expected.values.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values[i], to_half(expected.values[i]));
}

TEST_F(EncodeStage, NoDocumentsGiveAnEmptyMatrixOfTheModelsWidth) {
  write_corpus(world_, run("all"), 0);
  EXPECT_EQ(encode_all(), Finished::yes);
  StageReader reader(run("all"), "embeddings");
  EXPECT_EQ(reader.info("embeddings").shape, (std::vector<hsize_t>{0, kWidth}));
}

TEST_F(EncodeStage, FewerBlocksThanRanks) {
  write_corpus(world_, run("all"), 3);
  EXPECT_EQ(encode_all(), Finished::yes);
  EXPECT_EQ(stored_in(run("all")).tokens.size(), 3u);
}

std::vector<std::string> lines_starting(const std::vector<std::string>& lines, const std::string& start) {
  std::vector<std::string> found;
  for (const std::string& line : lines)
    if (line.rfind(start, 0) == 0) found.push_back(line);
  return found;
}

// The lines that differ, by their keys.
std::vector<std::string> changed_lines(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  std::vector<std::string> changed;
  for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i)
    if (before[i] != after[i]) changed.push_back(after[i].substr(0, after[i].find(' ')));
  return changed;
}

TEST_F(EncodeStage, IdentityResolvesWhatTheOptionsLeaveOpen) {
  EncodeOptions open = options();
  open.token_budget = 0;
  const auto lines = identify_encoder(world_, open);
  const auto has = [&](const std::string& line) { EXPECT_EQ(lines_starting(lines, line).size(), 1u) << line; };
  for (const char* line :
       {"encode.max_length = 64", "encode.token_budget = 2048", "encode.block = 32", "encode.dtype = fp32",
        "encode.attention = flash", "encode.store = fp32", "encode.device = cpu", "encode.prefix = \"\"",
        "encode.weights = ", "encode.tokenizer = none ", "encode.length = none", "encode.pooling = mean",
        "encode.libraries = torch", "encode.unicode = ICU"})
    has(line);
}

TEST_F(EncodeStage, IdentityChangesWithAnyByteOfWeightsAndTokenizer) {
  const auto before = identify_encoder(world_, options());
  world_.comm.barrier();
  if (world_.comm.is_root()) {
    std::string weights = read_text_file(model() / "model.safetensors");
    weights.back() = static_cast<char>(weights.back() ^ 1);
    write_text_file(model() / "model.safetensors", weights);
    std::string vocabulary = read_text_file(model() / "vocab.txt");
    write_text_file(model() / "vocab.txt", vocabulary.replace(vocabulary.find("##z"), 3, "##zz"));
  }
  world_.comm.barrier();
  const auto after = identify_encoder(world_, options());
  EXPECT_EQ(before.size(), after.size());
  EXPECT_EQ(changed_lines(before, after), (std::vector<std::string>{"encode.weights", "encode.tokenizer"}));
}

TEST_F(EncodeStage, IdentityChangesWithTheFilesOfSentenceTransformers) {
  const auto write = [&](const char* file, const std::string& text) {
    world_.comm.barrier();
    if (world_.comm.is_root()) {
      fs::create_directories((model() / file).parent_path());
      write_text_file(model() / file, text);
    }
    world_.comm.barrier();
    return identify_encoder(world_, options());
  };
  const auto bare = identify_encoder(world_, options());
  const auto limited = write("sentence_bert_config.json", R"({"max_seq_length": 64})");
  EXPECT_EQ(changed_lines(bare, limited), (std::vector<std::string>{"encode.length"}));
  const auto half = write("pooling/config.json", R"({"pooling_mode": "mean"})");
  EXPECT_EQ(half, limited);  // nothing refers to it yet
  const auto pooled = write("modules.json", R"([{"path": "pooling", "type": "Pooling"}])");
  EXPECT_EQ(changed_lines(half, pooled), (std::vector<std::string>{"encode.pooling"}));
  const auto other = write("pooling/config.json", R"({"pooling_mode": "mean", "include_prompt": true})");
  EXPECT_EQ(changed_lines(pooled, other), (std::vector<std::string>{"encode.pooling"}));
}

TEST_F(EncodeStage, AModelThatCannotBeUsedHasNoIdentity) {
  const auto message_with = [&](const char* file, const std::string& text) {
    world_.comm.barrier();
    if (world_.comm.is_root()) write_text_file(model() / file, text);
    world_.comm.barrier();
    try {
      identify_encoder(world_, options());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::data);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  const std::string vocabulary = read_text_file(model() / "vocab.txt");
  const std::string longer = message_with("vocab.txt", vocabulary + "zz\n");
  EXPECT_NE(longer.find("ids up to 58"), std::string::npos) << longer;
  EXPECT_NE(longer.find("words up to 57"), std::string::npos) << longer;
  EXPECT_EQ(message_with("vocab.txt", vocabulary), "accepted");
  const std::string dense = message_with("modules.json", R"([{"path": "2_Dense", "type": "Dense"}])");
  EXPECT_NE(dense.find("Transformer, Pooling or Normalize"), std::string::npos) << dense;
}

TEST_F(EncodeStage, ImpossibleOptionsAreRefused) {
  const auto message = [&](const EncodeOptions& wrong) {
    try {
      identify_encoder(world_, wrong);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EncodeOptions wrong = options();
  wrong.max_length = 65;  // the model has 64 positions
  EXPECT_NE(message(wrong).find("3 to 64"), std::string::npos) << message(wrong);
  wrong = options();
  wrong.dtype = "fp16";
  EXPECT_NE(message(wrong).find("encode.dtype"), std::string::npos);
  wrong = options();
  wrong.attention = "cudnn";
  EXPECT_NE(message(wrong).find("encode.attention"), std::string::npos);
  wrong = options();
  wrong.prefix = "a\nb";
  EXPECT_NE(message(wrong).find("encode.prefix"), std::string::npos);
}

}  // namespace
}  // namespace thema
