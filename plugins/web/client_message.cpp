#include "plugins/web/client_message.h"

#include "plugins/web/json_reader.h"

#include <pipevane/error.h>

namespace pipevane::web {
namespace {

constexpr std::size_t kMostNameBytes = 128;
constexpr std::size_t kMostMetrics = 256;
constexpr std::int64_t kLeastRateMs = 250, kMostRateMs = 60'000;

Projection projectionFrom(const JsonObject& object) {
  Projection projection;
  for (std::string& metric : object.texts("metrics", kMostMetrics)) {
    if (metric.size() > kMostNameBytes)
      throw Error("cannot read \"metrics\": a name in it is too long");
    projection.metrics.insert(std::move(metric));
  }
  return projection;
}

std::int64_t rateFrom(const JsonObject& object) {
  const std::int64_t rate_ms = object.integer("rate_ms").value_or(1000);
  if (rate_ms < kLeastRateMs || rate_ms > kMostRateMs)
    throw Error("cannot use \"rate_ms\": it must be from 250 to 60000");
  return rate_ms;
}

std::optional<Resume> resumeFrom(const JsonObject& object) {
  const auto resume = object.object("resume");
  if (!resume) return std::nullopt;
  const auto epoch = resume->text("epoch");
  const auto sequence = resume->integer("sequence");
  if (!epoch || !sequence || *sequence < 0)
    throw Error("cannot read \"resume\": it needs an epoch and a sequence");
  return Resume{*epoch, static_cast<std::uint64_t>(*sequence)};
}

}  // namespace

void readClientMessage(std::string_view text, ClientMessage& message) {
  const JsonObject object(text);
  const std::string type = object.text("type").value_or("");
  std::string name = object.text("subscription").value_or("");
  if (name.empty() || name.size() > kMostNameBytes)
    throw Error("cannot read message: \"subscription\" must be a text of 1 to 128 bytes");
  message.subscription = std::move(name);
  if (type != "subscribe" && type != "unsubscribe")
    throw Error("cannot read message: \"type\" must be subscribe or unsubscribe");
  message.subscribe = type == "subscribe";
  if (!message.subscribe) return;
  message.feed.query = object.text("query").value_or("");
  message.feed.projection = projectionFrom(object);
  message.feed.events = object.boolean("events").value_or(false);
  message.rate_ms = rateFrom(object);
  message.resume = resumeFrom(object);
}

}  // namespace pipevane::web
