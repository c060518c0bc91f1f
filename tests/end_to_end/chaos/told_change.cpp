#include "tests/end_to_end/chaos/told_change.h"

#include <map>

namespace pipevane::testing {
namespace {

constexpr const char* kHere = "here";

ToldChange ofNode(const std::string& from, const std::string& to) {
  if (to.empty()) return {"present", kHere, ""};
  if (from.empty()) return {"present", "", kHere};
  return {"status", from, to};
}

std::optional<ToldChange> ofGuest(const std::string& change, const std::string& from,
                                  const std::string& to) {
  if (change == "appeared") return ToldChange{"present", "", kHere};
  if (change == "gone") return ToldChange{"present", kHere, ""};
  static const std::map<std::string, std::string> kRespects = {
      {"renamed", "name"}, {"pool", "pool"}, {"moved", "node"}};
  const auto found = kRespects.find(change);
  if (found == kRespects.end()) return std::nullopt;
  return ToldChange{found->second, from, to};
}

}  // namespace

std::optional<ToldChange> changeIn(const PublishedEvent& event) {
  const std::string change = event.attribute("change");
  const std::string from = event.attribute("from"), to = event.attribute("to");
  if (change == "restarted") return ToldChange{"booted", "", ""};
  if (event.type == "status" || event.type == "storage") return ToldChange{"status", from, to};
  if (event.type == "node") return ofNode(from, to);
  if (event.type == "ha" || event.type == "tags") return ToldChange{event.type, from, to};
  if (event.type == "lock")
    return event.state == "ok" ? ToldChange{"lock", to, ""} : ToldChange{"lock", "", to};
  return event.type == "guest" ? ofGuest(change, from, to) : std::nullopt;
}

}  // namespace pipevane::testing
