// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>

#include "thema/core/partition.hpp"
#include "thema/data/documents.hpp"

namespace thema {

/// Reads a range of documents in slices of about 2 MiB of text, so that no rank holds its share.
class DocumentSlices {
 public:
  DocumentSlices(Range rows, const std::function<Documents(Range)>& read) : read_(read), left_(rows) {}
  bool done() const { return left_.empty(); }
  /// The next slice; only while not done().
  Documents next();

 private:
  const std::function<Documents(Range)>& read_;
  Range left_;
  std::int64_t rows_ = 256;  // of the next slice, by the size of the texts before
};

}  // namespace thema
