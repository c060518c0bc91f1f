#include "plugins/replay/decoders.h"

#include <utility>

namespace pipevane::replay {
namespace {

// Forty clusters in one pipeline are many; a file that names more sources is not sound.
constexpr std::size_t kSourcesMax = 256;

// Recordings of other tools name no source, but label the caller.
std::string sourceOf(const session::RecordedExchange& exchange) {
  return exchange.source ? *exchange.source : exchange.token;
}

}  // namespace

void Decoders::decode(const session::RecordedExchange& exchange, Output& output) {
  Decoder* decoder = decoderOf(exchange);
  if (decoder == nullptr) return;
  pv_exchange raw = exchange.raw(headers_);
  // A source of pushes may tell of several clusters, each under the name that it goes by.
  if (!cluster_.empty()) raw.cluster = text(cluster_);
  decoder->decode(raw, output);
}

void Decoders::refresh() {
  for (auto& each : decoders_) each.second->refresh();
}

// Null where there are too many.
Decoder* Decoders::decoderOf(const session::RecordedExchange& exchange) {
  const std::string source = sourceOf(exchange);
  const auto known = decoders_.find(source);
  if (known != decoders_.end()) return known->second.get();
  if (decoders_.size() == kSourcesMax) {
    tellTooMany();
    return nullptr;
  }
  const std::string& cluster = cluster_.empty() ? exchange.cluster.value_or("") : cluster_;
  const std::string& name = source.empty() ? std::string(host_.id()) : source;
  return decoders_.emplace(source, make_(host_, name, cluster)).first->second.get();
}

void Decoders::tellTooMany() {
  if (std::exchange(told_too_many_, true)) return;
  const std::string why = "the session names more than " + std::to_string(kSourcesMax) +
                          " sources; the answers to the others are left out";
  host_.log(LogLevel::kWarn, why);
  host_.degraded(why);
}

}  // namespace pipevane::replay
