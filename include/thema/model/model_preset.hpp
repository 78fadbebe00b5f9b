// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>

namespace thema {

/// A model on this machine and how to use it.
struct ModelLocation {
  std::filesystem::path folder;  ///< of a Hugging Face encoder; holds config.json
  std::string name;              ///< the preset's name, or the folder's
  std::string prefix;            ///< what the model wants before each text; "" for a folder without a preset
};

/// Folder of configs/: $THEMA_CONFIGS, else ../configs beside the program's folder. An Error of kind `usage` lists
/// where it was looked for.
std::filesystem::path configs_folder();

/// Finds the model: a folder, or a preset configs/models/NAME.toml with candidate folders, of which the first that
/// exists is taken. An Error of kind `usage` lists every place that was looked at.
ModelLocation find_model(const std::string& folder_or_preset);

/// `pattern` with ${NAME} and ${NAME:-default} replaced by environment variables. An Error of kind `usage` when one is
/// not set and has no default, or the braces do not fit.
std::string expand_variables(const std::string& pattern);

}  // namespace thema
