// SPDX-License-Identifier: Apache-2.0
#include "thema/model/model_preset.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

#include "thema/core/config.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"

namespace thema {

namespace {

namespace fs = std::filesystem;

bool holds_model(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "config.json", ignored);
}

// Value of "NAME" or "NAME:-default"; an empty variable counts as not set, as in the shell's ${NAME:-default}.
std::string variable(const std::string& name_and_default) {
  const std::size_t colon = name_and_default.find(":-");
  const std::string name = name_and_default.substr(0, colon);
  const char* value = std::getenv(name.c_str());
  if (value && *value) return value;
  if (colon == std::string::npos) fail_usage("the environment variable " + name + " is not set");
  return name_and_default.substr(colon + 2);
}

struct Preset {
  std::vector<std::string> folders;
  std::string prefix;
};

Preset read_preset(const fs::path& file) {
  Preset preset;
  OptionTable table;
  table.add("model.folders", preset.folders, Affects::speed, "folders where the model may be, best first");
  table.add("model.prefix", preset.prefix, Affects::result, "text that the model wants before each text");
  table.read_file(file);
  if (preset.folders.empty()) fail_usage(file.string() + ": model.folders is missing; allowed is a list of folders");
  return preset;
}

// The first folder with a model that the pattern names; else nothing, and `looked` tells why.
std::optional<fs::path> first_match(const std::string& pattern, std::vector<std::string>& looked) {
  try {
    const std::string expanded = expand_variables(pattern);
    looked.push_back(expanded);
    for (const fs::path& folder : expand_glob(expanded))
      if (holds_model(folder)) return folder;
  } catch (const Error& error) {
    looked.push_back(fmt::format("{} ({})", pattern, error.what()));
  }
  return std::nullopt;
}

std::vector<std::string> preset_names(const fs::path& models) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(models, ignored))
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

ModelLocation find_preset(const std::string& name, const fs::path& file) {
  const Preset preset = read_preset(file);
  std::vector<std::string> looked;
  for (const std::string& pattern : preset.folders)
    if (const auto folder = first_match(pattern, looked)) return {*folder, name, preset.prefix};
  fail_usage(
      fmt::format("the model '{}' was not found on this machine; looked for config.json in\n  {}\n{} says where "
                  "to get it",
                  name, fmt::join(looked, "\n  "), file.string()));
}

}  // namespace

std::string expand_variables(const std::string& pattern) {
  std::string expanded;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t begin = std::min(pattern.size(), pattern.find("${", at));
    expanded += pattern.substr(at, begin - at);
    if (begin == pattern.size()) break;
    const std::size_t end = pattern.find('}', begin);
    if (end == std::string::npos) fail_usage("'" + pattern + "' has a ${ without its }");
    expanded += variable(pattern.substr(begin + 2, end - begin - 2));
    at = end + 1;
  }
  return expanded;
}

fs::path configs_folder() {
  std::error_code ignored;
  const char* named = std::getenv("THEMA_CONFIGS");
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path folder = named && *named ? fs::path(named) : program.parent_path().parent_path() / "configs";
  if (fs::is_directory(folder, ignored)) return folder;
  fail_usage(fmt::format("the folder of presets was not found: there is no folder {} ({}); set THEMA_CONFIGS to it",
                         folder.string(), named && *named ? "THEMA_CONFIGS" : "beside the program's folder"));
}

ModelLocation find_model(const std::string& folder_or_preset) {
  const fs::path folder(folder_or_preset);
  if (holds_model(folder)) {
    const fs::path absolute = fs::canonical(folder);
    return {absolute, absolute.filename().string(), ""};
  }
  if (folder_or_preset.find('/') != std::string::npos)
    fail_usage("encode.model '" + folder_or_preset + "' is not a folder with a model: it holds no config.json");
  const fs::path models = configs_folder() / "models";
  const fs::path file = models / (folder_or_preset + ".toml");
  if (fs::exists(file)) return find_preset(folder_or_preset, file);
  fail_usage(
      fmt::format("encode.model '{}' is neither a folder with config.json nor a preset; the presets of {} are {}",
                  folder_or_preset, models.string(), fmt::join(preset_names(models), ", ")));
}

}  // namespace thema
