// SPDX-License-Identifier: Apache-2.0
#include "thema/model/weight_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "thema/core/error.hpp"
#include "thema/core/random.hpp"

namespace thema {

namespace {

constexpr double kDeviation = 0.02;

bool ends_with(const std::string& name, std::string_view end) { return std::string_view(name).ends_with(end); }

// Two numbers of N(0, 0.02) per counter (Box and Muller, 1958).
void draw_normal(std::uint64_t seed, std::uint32_t tensor, std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); i += 2) {
    const std::uint64_t bits = random_bits(seed, Draw::weights, i, tensor);
    const double u = (static_cast<double>(bits >> 32) + 1) * 0x1.0p-32;  // in (0, 1]
    const double angle = 2 * std::numbers::pi * static_cast<double>(bits & 0xFFFFFFFFu) * 0x1.0p-32;
    const double radius = kDeviation * std::sqrt(-2 * std::log(u));
    out[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < out.size()) out[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

}  // namespace

RandomWeights::RandomWeights(const BertConfig& config, std::uint64_t seed) : seed_(seed) {
  const std::int64_t d = config.width, wide = config.intermediate;
  const auto add = [&](const std::string& name, std::vector<std::int64_t> extents) {
    shapes_[name] = {StoredType::f32, std::move(extents)};
  };
  const auto norm = [&](const std::string& name) {
    add(name + ".weight", {d});
    add(name + ".bias", {d});
  };
  const auto linear = [&](const std::string& name, std::int64_t in, std::int64_t out) {
    add(name + ".weight", {out, in});
    add(name + ".bias", {out});
  };
  add("embeddings.word_embeddings.weight", {config.vocabulary, d});
  add("embeddings.position_embeddings.weight", {config.positions, d});
  add("embeddings.token_type_embeddings.weight", {config.token_types, d});
  norm("embeddings.LayerNorm");
  for (std::int64_t l = 0; l < config.layers; ++l) {
    const std::string layer = fmt::format("encoder.layer.{}.", l);
    for (const char* part : {"query", "key", "value"}) linear(layer + "attention.self." + part, d, d);
    linear(layer + "attention.output.dense", d, d);
    norm(layer + "attention.output.LayerNorm");
    linear(layer + "intermediate.dense", d, wide);
    linear(layer + "output.dense", wide, d);
    norm(layer + "output.LayerNorm");
  }
}

std::string RandomWeights::origin() const { return fmt::format("random weights of seed {}", seed_); }

void RandomWeights::read(const std::string& name, std::span<float> out) const {
  const auto at = shapes_.find(name);
  require(at != shapes_.end(), "a tensor that the model does not have");
  if (ends_with(name, "LayerNorm.weight"))
    std::fill(out.begin(), out.end(), 1.0F);
  else if (ends_with(name, ".bias"))
    std::fill(out.begin(), out.end(), 0.0F);
  else
    draw_normal(seed_, static_cast<std::uint32_t>(std::distance(shapes_.begin(), at)), out);
}

std::string shape_text(std::span<const std::int64_t> shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

}  // namespace thema
