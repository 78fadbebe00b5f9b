// SPDX-License-Identifier: Apache-2.0
#include "thema/model/weight_loader.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "thema/core/error.hpp"

namespace thema {

namespace {

// Parts of a checkpoint that the last hidden state does not need.
bool belongs_to_a_head(const std::string& name) {
  return name.rfind("pooler.", 0) == 0 || name.rfind("cls.", 0) == 0 || name == "embeddings.position_ids";
}

}  // namespace

WeightLoader::WeightLoader(const WeightSource& source) : source_(source), shapes_(source.shapes()) {
  if (shapes_.contains("bert.embeddings.word_embeddings.weight")) prefix_ = "bert.";
}

at::Tensor WeightLoader::tensor(const std::string& name, const std::vector<std::int64_t>& shape) {
  const std::string full = prefix_ + name;
  const auto at = shapes_.find(full);
  if (at == shapes_.end())
    fail_data(fmt::format("{} has no tensor '{}'; a BERT encoder with the layers of its config.json needs it",
                          source_.origin(), full));
  const WeightShape& stored = at->second;
  if (stored.extents != shape || stored.type == StoredType::i64)
    fail_data(fmt::format("{}: tensor '{}' has shape {}{}, config.json says {} of floating point", source_.origin(),
                          full, shape_text(stored.extents), stored.type == StoredType::i64 ? " of int64" : "",
                          shape_text(shape)));
  used_.insert(full);
  const at::Tensor values = at::empty(shape, at::kFloat);
  source_.read(full, {values.mutable_data_ptr<float>(), static_cast<std::size_t>(values.numel())});
  return values;
}

AffineWeights WeightLoader::norm(const std::string& name, std::int64_t width) {
  return {tensor(name + ".weight", {width}), tensor(name + ".bias", {width})};
}

AffineWeights WeightLoader::linear(const std::string& name, std::int64_t in, std::int64_t out) {
  return {tensor(name + ".weight", {out, in}), tensor(name + ".bias", {out})};
}

void WeightLoader::refuse_unused() const {
  for (const auto& [full, shape] : shapes_) {
    const bool inside = full.rfind(prefix_, 0) == 0;
    const std::string name = inside ? full.substr(prefix_.size()) : full;
    if (used_.contains(full) || belongs_to_a_head(name)) continue;
    fail_data(fmt::format("{}: tensor '{}' has no place in the BERT encoder that config.json describes",
                          source_.origin(), full));
  }
}

}  // namespace thema
