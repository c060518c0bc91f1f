#include "tests/end_to_end/chaos/possible.h"

#include <algorithm>
#include <string>

namespace pipevane::testing {
namespace {

using simulator::Guest;
using simulator::World;

bool isThere(const World& world, const std::string& node) {
  const simulator::Node& named = world.node(node);
  return named.online && !named.removed;
}

const Guest* guestOf(const World& world, int vmid) {
  const auto found = std::ranges::find(world.guests(), vmid, &Guest::vmid);
  return found == world.guests().end() ? nullptr : &*found;
}

bool canBe(const std::string& kind, const Guest& guest) {
  if (kind == "start" || kind == "ha-start") return !guest.running;
  if (kind == "stop" || kind == "crash" || kind == "self-shutdown" || kind == "pause")
    return guest.running;
  return true;
}

bool setNewest(const World& world, Poco::JSON::Object& asked) {
  const auto type = asked.getValue<std::string>("task");
  for (const simulator::Task& each : world.tasks())
    if (each.type == type && each.runs() && isThere(world, each.node)) asked.set("upid", each.upid);
  return asked.has("upid");
}

}  // namespace

bool isPossible(const World& world, Poco::JSON::Object& asked) {
  const auto kind = asked.getValue<std::string>("kind");
  if (asked.has("node") && !isThere(world, asked.getValue<std::string>("node"))) return false;
  if (asked.has("task")) return setNewest(world, asked);
  if (asked.has("like")) {
    const Guest* const like = guestOf(world, asked.getValue<int>("like"));
    return like != nullptr && isThere(world, like->node) &&
           guestOf(world, asked.getValue<int>("vmid")) == nullptr;
  }
  if (!asked.has("vmid")) return true;
  const Guest* const guest = guestOf(world, asked.getValue<int>("vmid"));
  return guest != nullptr && isThere(world, guest->node) && canBe(kind, *guest);
}

}  // namespace pipevane::testing
