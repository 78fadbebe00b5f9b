// SPDX-License-Identifier: Apache-2.0
#include "thema/core/error.hpp"

#include <string_view>

namespace thema {

namespace {

// The part of the path below the source tree: messages do not depend on where thema was built.
std::string place(const std::source_location& where) {
  std::string_view file = where.file_name();
  for (std::string_view root : {"/src/", "/include/", "/tests/"})
    if (const auto at = file.rfind(root); at != std::string_view::npos) {
      file.remove_prefix(at + 1);
      break;
    }
  return std::string(file) + ":" + std::to_string(where.line());
}

}  // namespace

void fail(const std::string& what, std::source_location where) { throw Error(what + " (" + place(where) + ")"); }
void fail_usage(const std::string& what) { throw Error(what, ExitCode::usage); }
void fail_data(const std::string& what) { throw Error(what, ExitCode::data); }
void fail_output(const std::string& what) { throw Error(what, ExitCode::output); }

}  // namespace thema
