// SPDX-License-Identifier: Apache-2.0
#include "thema/model/model_preset.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>

#include "model/model_folder.hpp"
#include "temporary_folder.hpp"
#include "thema/core/error.hpp"

namespace thema {
namespace {

// Sets an environment variable while it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() {
    if (old_.empty())
      ::unsetenv(name_);
    else
      ::setenv(name_, old_.c_str(), 1);
  }

 private:
  const char* name_;
  std::string old_;
};

std::string usage_message(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage) << error.what();
    return error.what();
  }
  return "accepted";
}

TEST(ModelPreset, VariablesAreExpanded) {
  const Variable set("THEMA_TEST_SET", "here"), empty("THEMA_TEST_EMPTY", "");
  EXPECT_EQ(expand_variables("a/${THEMA_TEST_SET}/b*"), "a/here/b*");
  EXPECT_EQ(expand_variables("${THEMA_TEST_SET}${THEMA_TEST_SET:-x}"), "herehere");
  EXPECT_EQ(expand_variables("${THEMA_TEST_EMPTY:-default}/$"), "default/$");
  EXPECT_NE(usage_message([] { expand_variables("${THEMA_TEST_UNSET}/a"); }).find("THEMA_TEST_UNSET"),
            std::string::npos);
  EXPECT_NE(usage_message([] { expand_variables("${THEMA_TEST_SET"); }).find("}"), std::string::npos);
}

TEST(ModelPreset, AFolderIsTakenAsItIs) {
  const TemporaryFolder folder;
  write_text_file(folder.path() / "config.json", "{}");
  const ModelLocation model = find_model(folder.path().string());
  EXPECT_EQ(model.folder, std::filesystem::canonical(folder.path()));
  EXPECT_EQ(model.prefix, "");
  EXPECT_NE(usage_message([&] { find_model((folder.path() / "none").string()); }).find("no config.json"),
            std::string::npos);
}

TEST(ModelPreset, TheFirstCandidateWithAModelIsTaken) {
  const TemporaryFolder folder;
  const Variable configs("THEMA_CONFIGS", folder.path().string()), models("THEMA_TEST_MODELS", folder.path().string());
  for (const char* name : {"models", "v1-empty", "v2-full", "v3-full"})
    std::filesystem::create_directories(folder.path() / name);
  for (const char* name : {"v2-full", "v3-full"}) write_text_file(folder.path() / name / "config.json", "{}");
  write_text_file(
      folder.path() / "models/some.toml",
      "[model]\nfolders = [\"${THEMA_TEST_UNSET}/x\", \"${THEMA_TEST_MODELS}/v*\"]\nprefix = \"query: \"\n");
  const ModelLocation model = find_model("some");
  EXPECT_EQ(model.folder, folder.path() / "v2-full");
  EXPECT_EQ(model.name, "some");
  EXPECT_EQ(model.prefix, "query: ");
}

TEST(ModelPreset, ErrorsTellWhereItWasLookedFor) {
  const TemporaryFolder folder;
  const Variable configs("THEMA_CONFIGS", folder.path().string());
  std::filesystem::create_directories(folder.path() / "models");
  write_text_file(folder.path() / "models/absent.toml",
                  "[model]\nfolders = [\"${THEMA_TEST_UNSET}/x\", \"/no/such\"]\n");
  const std::string absent = usage_message([] { find_model("absent"); });
  EXPECT_NE(absent.find("THEMA_TEST_UNSET is not set"), std::string::npos) << absent;
  EXPECT_NE(absent.find("/no/such"), std::string::npos) << absent;
  EXPECT_NE(absent.find("absent.toml"), std::string::npos) << absent;
  EXPECT_NE(usage_message([] { find_model("other"); }).find("absent"), std::string::npos);  // lists the presets
  write_text_file(folder.path() / "models/typo.toml", "[model]\nfolder = [\"x\"]\n");
  EXPECT_NE(usage_message([] { find_model("typo"); }).find("model.folder"), std::string::npos);
  const Variable nowhere("THEMA_CONFIGS", (folder.path() / "none").string());
  EXPECT_NE(usage_message([] { find_model("minilm"); }).find("THEMA_CONFIGS"), std::string::npos);
}

TEST(ModelPreset, PresetsOfTheSourceTreeAreComplete) {
  const std::filesystem::path source = std::getenv("THEMA_SOURCE");
  const TemporaryFolder folder;
  const Variable configs("THEMA_CONFIGS", (source / "configs").string()),
      models("THEMA_MODELS", folder.path().string());
  for (const char* name : {"all-MiniLM-L6-v2", "e5-base-v2", "e5-large-v2"}) {
    std::filesystem::create_directories(folder.path() / name);
    write_text_file(folder.path() / name / "config.json", "{}");
  }
  EXPECT_EQ(find_model("minilm").prefix, "");
  EXPECT_EQ(find_model("e5-base-v2").prefix, "query: ");
  EXPECT_EQ(find_model("e5-large-v2").folder, folder.path() / "e5-large-v2");
}

TEST(ModelPreset, MiniLmOfThePythonEnvironmentIsFound) {
  if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON";
  const Variable configs("THEMA_CONFIGS", std::string(std::getenv("THEMA_SOURCE")) + "/configs");
  EXPECT_EQ(find_model("minilm").folder, minilm_folder());
}

}  // namespace
}  // namespace thema
