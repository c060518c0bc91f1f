#include "plugins/web/coding.h"

#include "plugins/web/weights.h"

namespace pipevane::web {
namespace {

int weightOfGzip(const Weights& weights) {
  const auto named = weights.of("gzip");
  return named ? *named : weights.of("x-gzip").value_or(weights.of("*").value_or(0));
}

}  // namespace

std::string_view codingName(Coding coding) {
  switch (coding) {
    case Coding::kGzip:
      return "gzip";
    case Coding::kZstd:
      return "zstd";
    case Coding::kPlain:
      break;
  }
  return {};
}

Coding codingFor(std::string_view accepted) {
  const Weights weights(accepted);
  const int zstd = weights.of("zstd").value_or(0);  // a "*" from before it was known means no zstd
  const int gzip = weightOfGzip(weights);
  // Who takes plain ones as well is not asked to unpack, unless it says that it would rather.
  const int plain = weights.of("identity").value_or(0);
  if (zstd > 0 && zstd >= gzip && zstd >= plain) return Coding::kZstd;
  return gzip > 0 && gzip >= plain ? Coding::kGzip : Coding::kPlain;
}

bool takesGzip(std::string_view accepted) { return weightOfGzip(Weights(accepted)) > 0; }

}  // namespace pipevane::web
