// SPDX-License-Identifier: Apache-2.0
#include "thema/core/operator_trace.hpp"

#include <ATen/record_function.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace thema {

namespace {

class NameList : public c10::DebugInfoBase {
 public:
  explicit NameList(std::string part) : part_(std::move(part)) {}
  void add(const std::string& name) {
    if (name.find(part_) != std::string::npos && std::ranges::find(names_, name) == names_.end())
      names_.push_back(name);
  }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::string part_;
  std::vector<std::string> names_;
};

// Not PROFILER_STATE: libtorch's allocators take what hangs there for an observer of memory.
constexpr auto kKind = c10::DebugInfoKind::INFERENCE_CONTEXT;

// libtorch takes a plain function here; the list it writes to hangs on the thread.
std::unique_ptr<at::ObserverContext> note_name(const at::RecordFunction& function) {
  static_cast<NameList*>(c10::ThreadLocalDebugInfo::get(kKind))->add(function.name());
  return nullptr;
}

class CallbackScope {
 public:
  CallbackScope() : handle_(at::addThreadLocalCallback(at::RecordFunctionCallback(note_name))) {}
  CallbackScope(const CallbackScope&) = delete;
  CallbackScope& operator=(const CallbackScope&) = delete;
  ~CallbackScope() { at::removeCallback(handle_); }

 private:
  at::CallbackHandle handle_;
};

}  // namespace

std::vector<std::string> operators_called(const std::string& part, const std::function<void()>& work) {
  const auto list = std::make_shared<NameList>(part);
  const c10::DebugInfoGuard guard(kKind, list);
  const CallbackScope callback;
  work();
  return list->names();
}

}  // namespace thema
