// SPDX-License-Identifier: Apache-2.0
// Stage files with values that were put there on purpose: no place, length or shape out of a file is believed.
// Checksums and seal are right in all of them, but for the last test.
#include "hostile_files.hpp"

#include <limits>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/random.hpp"
#include "thema/data/store.hpp"

namespace thema {
namespace {

namespace fs = std::filesystem;
using hostile::expect_refused;
using hostile::replace;

constexpr std::int64_t kPapers = 6, kTopics = 3, kWidth = 2;
constexpr std::uint64_t kHalf = std::uint64_t{1} << 63, kMost = std::numeric_limits<std::uint64_t>::max();
constexpr std::int64_t kLongest = std::numeric_limits<std::int64_t>::max();
constexpr std::int32_t kLargest = std::numeric_limits<std::int32_t>::max();

const fs::path& written_documents(Context& context, const TemporaryFolder& folder) {
  Documents documents;
  store::DocumentSizes sizes;
  for (std::int64_t i = 0; i < kPapers; ++i) {
    const Document paper{"id", "title", "abstract", "author", "cs.LG", 9};
    documents.push_back(paper, 0, 0);
    sizes.add(paper);
  }
  store::DocumentSink sink(context, folder.path(), {"documents", "", {"a"}, {}}, sizes, {"papers.jsonl"});
  sink.append(documents);
  sink.complete(context);
  static fs::path path;
  return path = stage_path(folder.path(), "documents");
}

Clustering small_clustering() {
  Clustering c;
  c.k = kTopics;
  c.width = kWidth;
  c.total_rows = kPapers;
  c.centroids = {1, 0, 0, 1, -1, 0};
  c.sizes = {2, 2, 2};
  c.stability = {1, 1, 1};
  c.assignment = {0, 0, 1, 1, 2, 2};
  c.second = {1, 1, 2, 2, 0, 0};
  c.similarity = c.second_similarity = c.silhouette = std::vector<float>(kPapers, 0.5F);
  c.soft_topics = 1;
  c.soft_topic = c.assignment;
  c.soft_share = std::vector<float>(kPapers, 1.0F);
  c.outlier = std::vector<std::uint8_t>(kPapers, 0);
  c.selection = {SelectionRow{}};
  c.space.mean = {0.5F, 0.5F};
  c.space.landmarks = {1, 0, 0, 1};
  c.space.near_landmarks = 1;
  return c;
}

Topics small_topics() {
  Topics t;
  t.k = 2;
  t.terms = {"alpha", "beta"};
  t.document_frequency = {3, 3};
  t.row_starts = {0, 1, 2};
  t.columns = {0, 1};
  t.counts = {4, 4};
  t.weights = {1, 1};
  t.label = {"alpha", "beta"};
  t.keywords_per_topic = 1;
  t.keywords = t.distinctive = {"alpha", "beta"};
  t.keyword_weights = t.distinctive_weights = {1, 1};
  t.representatives_per_topic = 1;
  t.representatives = t.representatives_diverse = t.representatives_newest = {0, 5};
  t.sizes = {3, 3};
  t.share = t.mean_similarity = t.mean_silhouette = t.npmi = t.c_v = t.u_mass = t.c_uci = {0.5, 0.5};
  t.main_categories = {"cs.LG 100%", "cs.LG 100%"};
  t.categories.names = {"cs.LG"};
  t.categories.counts = {3, 3};
  t.time.burst_topic = {1};
  t.time.burst_first = {400};
  t.time.burst_last = {401};
  t.time.burst_weight = {1};
  t.hierarchy.merges = {0, 1};
  t.hierarchy.heights = {0.5};
  t.hierarchy.sizes = {6};
  t.hierarchy.labels = {"alpha, beta"};
  t.hierarchy.newick = "(alpha,beta);";
  t.bisecting = t.hierarchy;
  return t;
}

void read_all_documents(const fs::path& run) {
  store::DocumentSource source(run);
  const Documents all = source.read({0, source.total()});
  for (const PackedText* column : {&all.id, &all.title, &all.abstract, &all.authors, &all.categories})
    for (std::size_t i = 0; i < column->size(); ++i) EXPECT_LE((*column)[i].size(), column->bytes.size());
  for (const std::int64_t weight : source.block_weights(2, kLongest)) EXPECT_GE(weight, 0);
}

TEST(HostileFiles, OffsetsOfTextsAreNotBelieved) {
  Context context = test_context();
  const TemporaryFolder folder;
  const hostile::LittleMemory little;
  const std::vector<std::vector<std::uint64_t>> bad{{12, 10, 8, 6, 4, 2, 0},
                                                    {0, 2, 1, 6, 8, 10, 12},
                                                    {0, 2, 4, 6, 8, 10, 1000},
                                                    {0, kHalf, 4, 6, 8, 10, 12},
                                                    {0, 2, 4, 6, 8, 10, kHalf},
                                                    {0, 2, 4, 6, 8, 10, kHalf - 1},
                                                    {0, 2, 4, 6, 8, 10, kMost},
                                                    {0, kMost, 4, 6, 8, 10, 12},
                                                    {kMost, kMost, kMost, kMost, kMost, kMost, kMost},
                                                    {kMost, 2, 4, 6, 8, 10, 12},
                                                    {kHalf, 2, 4, 6, 8, 10, 12},
                                                    {kHalf, kHalf, kHalf, kHalf, kHalf, kHalf, kHalf + 9},
                                                    {0, 2, 4, 6, 8, 10},
                                                    {0, 2, 4, 6, 8, 10, 12, 12},
                                                    {},
                                                    {0, 2, 4, kMost - 7, 8, 10, 12},
                                                    {0, 2, 4, 5000, 8, 10, 12}};
  for (const char* column : {"id", "title", "abstract", "authors", "categories"})
    for (const auto& offsets : bad) {
      const fs::path path = written_documents(context, folder);
      EXPECT_EQ(hostile::refusal_of([&] { read_all_documents(folder.path()); }), "accepted");
      replace(path, column + std::string("/offsets"), offsets);
      expect_refused([&] { read_all_documents(folder.path()); }, path, column + std::string("/offsets"));
    }
}

TEST(HostileFiles, ColumnsOfOtherTypesAndLengthsAreRefused) {
  Context context = test_context();
  const TemporaryFolder folder;
  const hostile::LittleMemory little;
  const auto refused = [&](const std::string& dataset, const auto& values) {
    const fs::path path = written_documents(context, folder);
    replace(path, dataset, values);
    expect_refused([&] { read_all_documents(folder.path()); }, path, dataset);
  };
  refused("title/bytes", std::vector<std::int64_t>(30, 65));
  refused("title/bytes", std::vector<std::uint16_t>(15, 65));
  refused("title/offsets", std::vector<std::int32_t>(kPapers + 1, 0));
  refused("title/offsets", std::vector<std::uint8_t>(kPapers + 1, 0));
  refused("date", std::vector<double>(kPapers, 0));
  refused("source_file", std::vector<std::uint16_t>(kPapers - 1, 0));
  const fs::path path = written_documents(context, folder);
  replace(path, "title/bytes", std::vector<char>(29, 'a'));  // one is missing
  expect_refused([&] { read_all_documents(folder.path()); }, path, "title/offsets");
  refused("source_offset", std::vector<std::uint64_t>(1, kMost));
}

TEST(HostileFiles, RandomOffsetsAreRefusedOrSound) {
  Context context = test_context();
  const TemporaryFolder folder;
  const fs::path path = written_documents(context, folder);
  constexpr std::uint64_t cases = 2000;
  std::uint64_t refusals = 0;
  const hostile::LittleMemory little;
  for (std::uint64_t round = 0; round < cases; ++round) {
    std::uint32_t draws = 0;
    const auto below = [&](std::uint64_t n) { return random_below(n, 11, Draw::test, round, draws++); };
    std::vector<std::uint64_t> offsets{0, 2, 4, 6, 8, 10, 12};
    for (std::uint64_t edits = 1 + below(3); edits > 0; --edits) {
      const std::uint64_t range = below(3);  // near the right ones, around them, of any size
      const std::size_t at = below(offsets.size());
      offsets[at] = range == 0   ? offsets[at] ^ (1 + below(3))
                    : range == 1 ? below(40)
                                 : random_bits(11, Draw::test, round, 99);
    }
    replace(path, "id/offsets", offsets);
    const std::string said = hostile::refusal_of([&] { read_all_documents(folder.path()); });
    const bool sound = std::ranges::is_sorted(offsets) && offsets.back() <= 12;
    if (sound) {
      EXPECT_EQ(said, "accepted") << "case " << round;
    } else {
      EXPECT_NE(said.find("documents.h5: 'id/offsets'"), std::string::npos) << "case " << round << ": " << said;
    }
    refusals += !sound;
  }
  EXPECT_GT(refusals, cases / 2);
  EXPECT_LT(refusals, cases);
}

TEST(HostileFiles, TopicsOfPapersAreTopics) {
  Context context = test_context();
  const TemporaryFolder folder;
  const fs::path path = stage_path(folder.path(), "clusters");
  const auto fresh = [&] { store::save(context, folder.path(), {"clusters", "", {"a"}, {}}, small_clustering()); };
  const auto read = [&] { store::read_clustering(folder.path(), {0, kPapers}); };
  const auto refused = [&](const std::string& dataset, const std::vector<hsize_t>& shape, const auto& values) {
    fresh();
    replace(path, dataset, shape, values);
    expect_refused(read, path, dataset);
  };
  const hostile::LittleMemory little;
  fresh();
  EXPECT_EQ(hostile::refusal_of(read), "accepted");
  for (const char* column : {"assignment", "second"}) {
    for (const std::int32_t topic : {-1, 3, kLargest, -kLargest - 1}) {
      refused(column, {6}, std::vector<std::int32_t>{0, 1, 2, topic, 0, 1});
      StageReader reader(folder.path(), "clusters");
      expect_refused([&] { store::read_topics_of_rows(reader, column, {3, 4}); }, path, column);
    }
    refused(column, {5}, std::vector<std::int32_t>(5, 0));
    refused(column, {6}, std::vector<std::int64_t>(6, 0));
    refused(column, {6, 2}, std::vector<std::int32_t>(12, 9));
  }
  refused("sizes", {4}, std::vector<std::int64_t>{2, 2, 2, 0});
  refused("sizes", {3}, std::vector<std::int64_t>{2, -1, 2});
  refused("sizes", {3}, std::vector<std::int64_t>{2, kLongest, 2});
  refused("centroids", {6}, std::vector<float>(6, 1));
  refused("centroids", {0, 2}, std::vector<float>{});
  refused("centroids", {3, 0}, std::vector<float>{});
  refused("centroids", {3, 2}, std::vector<float>{1, 0, 0, 1, std::numeric_limits<float>::quiet_NaN(), 0});
  refused("mean", {3}, std::vector<float>(3, 0.5F));
  refused("mean", {2}, std::vector<float>{0, std::numeric_limits<float>::infinity()});
  refused("landmarks", {4}, std::vector<float>(4, 1));
  refused("landmarks", {2, 3}, std::vector<float>(6, 1));
  for (const std::int64_t near : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{3}, kLongest}) {
    fresh();
    hostile::change_file(path, [&](hid_t file) { h5::write_attribute(file, "near_landmarks", near); });
    expect_refused(read, path, "landmarks");
  }
}

TEST(HostileFiles, TablesOfTopicsFitEachOther) {
  Context context = test_context();
  const TemporaryFolder folder;
  const fs::path path = stage_path(folder.path(), "topics");
  const auto fresh = [&] { store::save(context, folder.path(), {"topics", "", {"a"}, {}}, small_topics()); };
  const auto read = [&] { store::read_topics(folder.path()); };
  const auto refused = [&](const std::string& dataset, const auto& values) {
    fresh();
    replace(path, dataset, values);
    expect_refused(read, path, dataset);
  };
  const hostile::LittleMemory little;
  fresh();
  EXPECT_EQ(hostile::refusal_of(read), "accepted");
  for (const std::vector<std::int64_t>& starts : std::vector<std::vector<std::int64_t>>{{0, 2, 1},
                                                                                        {0, -1, 2},
                                                                                        {0, 1, 3},
                                                                                        {0, 1},
                                                                                        {0, 1, 2, 2},
                                                                                        {kLongest, kLongest, kLongest},
                                                                                        {-kLongest - 1, 0, 2}})
    refused("ctfidf/row_starts", starts);
  refused("ctfidf/columns", std::vector<std::int32_t>{0, 2});
  refused("ctfidf/columns", std::vector<std::int32_t>{-1, 0});
  refused("ctfidf/counts", std::vector<std::int64_t>{1});
  for (const char* rows : {"representatives", "representatives_diverse", "representatives_newest"}) {
    refused(rows, std::vector<std::int64_t>{0, 6});
    refused(rows, std::vector<std::int64_t>{0, -2});
    refused(rows, std::vector<std::int64_t>{0, kLongest});
  }
  refused("representatives_newest", std::vector<std::int64_t>{0, 1, 2});
  refused("quality/size", std::vector<std::int64_t>{kLongest, kLongest});
  refused("quality/size", std::vector<std::int64_t>{3});
  refused("keyword_weights", std::vector<float>{1});
  refused("hierarchy/merges", std::vector<std::int64_t>{0, 7});
  refused("hierarchy/merges", std::vector<std::int64_t>{-1, 1});
  refused("hierarchy/bisecting/merges", std::vector<std::int64_t>{0, kLongest});
  refused("hierarchy/newick", std::vector<char>{});
  refused("time/bursts/topic", std::vector<std::int32_t>{2});
  refused("categories/frequent", std::vector<std::int32_t>{1});
}

// --- shapes, layouts and links

struct EmbeddingsFile {
  EmbeddingsFile(Context& context, const TemporaryFolder& folder)
      : run(folder.path()), path(stage_path(run, "embeddings")) {
    store::EmbeddingSink sink(context, run, {"embeddings", "", {"a"}, {}}, {kPapers, kWidth, 8, false, "m", "mean"});
    sink.write_block(0, std::vector<float>(kPapers * kWidth, 1.0F), std::vector<std::uint16_t>(kPapers, 3));
    sink.complete(context);
  }
  std::function<void()> read = [this] {
    store::read_embeddings(run, {0, kPapers});
    StageReader(run, "embeddings").verify_part(1, 0);
  };
  fs::path run, path;
};

// A dataset that has a shape and no data, as HDF5 makes it when it is to be filled later.
void make_without_data(hid_t file, const std::string& name, hid_t type, const std::vector<hsize_t>& shape) {
  if (h5::exists(file, name)) h5::remove(file, name);
  const h5::Dataspace space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), "dataspace");
  const h5::Dataset made(H5Dcreate2(file, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), "dataset");
}

TEST(HostileFiles, ShapesThatPromiseMoreThanTheFileHolds) {
  Context context = test_context();
  const TemporaryFolder folder;
  const hostile::LittleMemory little;
  const hsize_t far = hsize_t{1} << 61;
  for (const std::vector<hsize_t>& shape : std::vector<std::vector<hsize_t>>{
           {1000, 1000}, {hsize_t{1} << 40, 2}, {2, far - 1}, {far - 1, 1}, {kPapers, kWidth}}) {
    const EmbeddingsFile file(context, folder);
    hostile::change_file(file.path, [&](hid_t h5) { make_without_data(h5, "embeddings", H5T_IEEE_F32LE, shape); });
    expect_refused(file.read, file.path, "embeddings");
  }
  for (const hsize_t rows : {hsize_t{0}, hsize_t{2}, hsize_t{1} << 40, far - 1}) {
    const EmbeddingsFile file(context, folder);
    hostile::change_file(file.path,
                         [&](hid_t h5) { make_without_data(h5, "checksums/embeddings", H5T_STD_U64LE, {rows}); });
    expect_refused(file.read, file.path, "embeddings");
  }
  const EmbeddingsFile file(context, folder);
  for (const std::vector<hsize_t>& shape :
       std::vector<std::vector<hsize_t>>{{12}, {6, 0}, {0, 0}, {2, 3, 2}, {3, 2, 2}}) {
    hsize_t values = 1;
    for (const hsize_t extent : shape) values *= extent;
    replace(file.path, "embeddings", shape, std::vector<float>(values, 1.0F));
    expect_refused(file.read, file.path, "embeddings");
  }
  replace(file.path, "embeddings", {6, 2}, std::vector<float>(12, std::numeric_limits<float>::quiet_NaN()));
  expect_refused(file.read, file.path, "embeddings");
  replace(file.path, "embeddings", {6, 2}, std::vector<double>(12, 1.0));
  expect_refused(file.read, file.path, "embeddings");
}

TEST(HostileFiles, ChecksumsOfOtherPiecesAreRefused) {
  Context context = test_context();
  const TemporaryFolder folder;
  for (const std::int64_t rows : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1}, kLongest, -kLongest - 1}) {
    const EmbeddingsFile file(context, folder);
    hostile::change_file(file.path, [&](hid_t h5) {
      h5::write_attribute(h5::open_dataset(h5, "checksums/embeddings"), "piece_rows", rows);
    });
    expect_refused(file.read, file.path, "embeddings");
  }
}

TEST(HostileFiles, PathsOutOfAFileAreNotFollowed) {
  Context context = test_context();
  const TemporaryFolder folder, other;
  const EmbeddingsFile secret(context, other);
  folder.write("secret.txt", std::string(1000, 's'));
  const auto refused = [&](const std::string& what, const std::function<void(hid_t)>& put) {
    SCOPED_TRACE(what);
    const EmbeddingsFile file(context, folder);
    hostile::change_file(file.path, [&](hid_t h5) {
      h5::remove(h5, "embeddings");
      put(h5);
    });
    expect_refused(file.read, file.path, "embeddings");
  };
  refused("external link", [&](hid_t h5) { h5::link_external(h5, "embeddings", secret.path.string(), "/embeddings"); });
  refused("soft link",
          [](hid_t h5) { h5::check(H5Lcreate_soft("/tokens", h5, "embeddings", H5P_DEFAULT, H5P_DEFAULT), "link"); });
  refused("group", [](hid_t h5) { h5::require_group(h5, "embeddings"); });
  const hsize_t shape[] = {kPapers, kWidth};
  const h5::Dataspace space(H5Screate_simple(2, shape, nullptr), "dataspace");
  refused("data in another file", [&](hid_t h5) {
    const h5::Properties creation(H5Pcreate(H5P_DATASET_CREATE), "properties");
    h5::check(H5Pset_external(creation, (folder.path() / "secret.txt").c_str(), 0, 48), "external data");
    h5::Dataset(H5Dcreate2(h5, "embeddings", H5T_IEEE_F32LE, space, H5P_DEFAULT, creation, H5P_DEFAULT), "dataset");
  });
  refused("virtual dataset", [&](hid_t h5) {
    const h5::Properties creation(H5Pcreate(H5P_DATASET_CREATE), "properties");
    h5::check(H5Pset_virtual(creation, space, secret.path.c_str(), "/embeddings", space), "virtual data");
    h5::Dataset(H5Dcreate2(h5, "embeddings", H5T_IEEE_F32LE, space, H5P_DEFAULT, creation, H5P_DEFAULT), "dataset");
  });
  refused("pointers", [&](hid_t h5) {
    const h5::Datatype text(H5Tcopy(H5T_C_S1), "type");
    h5::check(H5Tset_size(text, H5T_VARIABLE), "size");
    make_without_data(h5, "embeddings", text, {kPapers, kWidth});
  });
}

TEST(HostileFiles, AnAttributeOfManyValuesIsNotReadIntoOne) {
  Context context = test_context();
  const TemporaryFolder folder;
  const hsize_t many = 1000;
  const h5::Dataspace space(H5Screate_simple(1, &many, nullptr), "dataspace");
  const h5::Datatype text(H5Tcopy(H5T_C_S1), "type"), pointer(H5Tcopy(H5T_C_S1), "type");
  h5::check(H5Tset_size(text, 10), "size");
  h5::check(H5Tset_size(pointer, H5T_VARIABLE), "size");
  const std::vector<char> bytes(16 * many, 'x');
  const auto refused = [&](const char* name, hid_t type) {
    const EmbeddingsFile file(context, folder);
    hostile::change_file(file.path, [&](hid_t h5) {
      h5::check(H5Adelete(h5, name), "delete");
      const h5::Attribute made(H5Acreate2(h5, name, type, space, H5P_DEFAULT, H5P_DEFAULT), "attribute");
      if (type != pointer) h5::check(H5Awrite(made, type, bytes.data()), "write");
    });
    expect_refused(file.read, file.path, name);
  };
  refused("thema_schema", H5T_NATIVE_INT64);
  refused("thema_schema", text);
  refused("stage", text);
  refused("stage", pointer);
  refused("stage", H5T_NATIVE_INT64);
  refused("fingerprint", text);
}

TEST(HostileFiles, APartialFileOfOtherShapesIsMadeAnew) {
  Context context = test_context();
  const TemporaryFolder folder;
  const StageRecord record{"embeddings", "", {"a"}, {}};
  const store::EmbeddingsShape shape{kPapers, kWidth, 8, false, "m", "mean"};
  { store::EmbeddingSink sink(context, folder.path(), record, shape); }
  {
    const h5::File file = h5::open_for_writing(partial_path(folder.path(), "embeddings"));
    make_without_data(file, "embeddings", H5T_IEEE_F32LE, {hsize_t{1} << 40, 2});
    make_without_data(file, "checkpoint/block_checksum", H5T_STD_U64LE, {0});
  }
  store::EmbeddingSink sink(context, folder.path(), record, shape);
  EXPECT_EQ(sink.committed(), std::vector<std::uint8_t>{0});
  sink.write_block(0, std::vector<float>(kPapers * kWidth, 1.0F), std::vector<std::uint16_t>(kPapers, 3));
  sink.complete(context);
  EXPECT_EQ(store::embeddings_shape(folder.path()).total_rows, kPapers);
}

TEST(HostileFiles, RandomDamageIsNoticedByTheSealOrTheChecksums) {
  Context context = test_context();
  const TemporaryFolder folder;
  const EmbeddingsFile file(context, folder);
  ASSERT_EQ(hostile::refusal_of(file.read), "accepted");
  const FileDescriptor bytes = FileDescriptor::open_write(file.path);
  const auto size = static_cast<std::uint64_t>(bytes.size());
  for (std::uint64_t round = 0; round < 3000; ++round) {
    std::uint32_t draws = 0;
    const auto below = [&](std::uint64_t n) { return random_below(n, 13, Draw::test, round, draws++); };
    std::string before(1 + below(32), '\0');
    const auto at = static_cast<std::int64_t>(below(size - before.size()));
    bytes.read_at(at, before);
    std::string after = before;
    while (after == before)
      for (char& byte : after) byte = static_cast<char>(below(256));
    bytes.write_at(at, after);
    expect_refused(file.read, file.path, "");
    bytes.write_at(at, before);
  }
  EXPECT_EQ(hostile::refusal_of(file.read), "accepted");
}

}  // namespace
}  // namespace thema
