#include "tests/simulator/server/happening.h"

#include "tests/simulator/server/happening_table.h"
#include "tests/simulator/simulator.h"

#include <Poco/JSON/Array.h>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Object;

const HappeningTable& happenings() {
  static const HappeningTable all = [] {
    HappeningTable some = memberHappenings();
    some.merge(guestHappenings());
    some.merge(changeHappenings());
    some.merge(taskHappenings());
    some.merge(notificationHappenings());
    return some;
  }();
  return all;
}

Rights changed(Rights rights, const Object& asked) {
  const std::string path = asked.optValue<std::string>("path", "/");
  if (asked.optValue<bool>("no_access", false)) return rights.withNoAccess(path);
  const auto more = asked.getArray("with");
  for (std::size_t i = 0; more && i < more->size(); ++i)
    rights = rights.with(more->getElement<std::string>(static_cast<unsigned>(i)));
  const auto privileges = asked.getArray("without");
  if (!privileges) return more ? rights : Rights::none();
  for (std::size_t i = 0; i < privileges->size(); ++i)
    rights = rights.without(privileges->getElement<std::string>(static_cast<unsigned>(i)), path);
  return rights;
}

}  // namespace

bool happen(Simulator& simulator, const Object& asked) {
  const auto kind = asked.optValue<std::string>("kind", "");
  if (kind == "certificate") {
    Certificate::Lifetime lifetime;
    lifetime.begins_in_s = asked.optValue<long>("begins_in_s", lifetime.begins_in_s);
    lifetime.ends_in_s = asked.optValue<long>("ends_in_s", lifetime.ends_in_s);
    simulator.changeCertificate(asked.optValue<std::string>("node", ""),
                                Certificate::make(lifetime));
    return true;
  }
  if (kind == "rights") {
    simulator.grant(changed(Rights::auditor(simulator.version()), asked));
    return true;
  }
  const auto found = happenings().find(kind);
  if (found == happenings().end()) return false;
  simulator.locked([&](World& world) { found->second(world, asked); });
  return true;
}

std::vector<std::string> happeningKinds() {
  std::vector<std::string> names = {"certificate", "rights"};
  for (const auto& each : happenings()) names.push_back(each.first);
  return names;
}

void heal(Simulator& simulator) {
  simulator.grant(Rights::auditor(simulator.version()));
  simulator.locked([](World& world) { world.heal(); });
}

}  // namespace pipevane::simulator
