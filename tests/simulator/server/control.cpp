#include "tests/simulator/server/control.h"

#include "tests/simulator/answers/truth.h"
#include "tests/simulator/server/happening.h"
#include "tests/simulator/simulator.h"

#include <Poco/JSON/Parser.h>
#include <Poco/URI.h>

#include <sstream>

namespace pipevane::simulator {
namespace {

ApiAnswer json(const Poco::JSON::Object& object) {
  std::ostringstream text;
  object.stringify(text);
  return {200, "OK", text.str()};
}

std::size_t cyclesOf(const Poco::URI& address) {
  for (const auto& [name, value] : address.getQueryParameters())
    if (name == "cycles") return std::stoul(value);
  return 1;
}

}  // namespace

ApiAnswer control(Simulator& simulator, const std::string& method, const std::string& target,
                  const std::string& body) {
  const Poco::URI address(target);
  const std::string& path = address.getPath();
  if (path == "/__truth" && method == "GET")
    return json(simulator.locked([&](const World& world) {
      return truth(world, simulator.clusterName(), cyclesOf(address));
    }));
  if (path == "/__stats" && method == "GET") {
    Poco::JSON::Object stats = simulator.stats().json();
    const Handshakes handshakes = simulator.handshakes();
    stats.set("handshakes", handshakes.whole).set("resumed_handshakes", handshakes.resumed);
    stats.set("connections", simulator.connections());
    stats.set("pushed", simulator.pushed().sent()).set("not_pushed", simulator.pushed().failed());
    simulator.underWay().describe(stats);
    return json(stats);
  }
  if (path == "/__fault" && method == "POST") {
    const auto asked = Poco::JSON::Parser().parse(body).extract<Poco::JSON::Object::Ptr>();
    if (!happen(simulator, *asked)) simulator.faults().add(Fault::parse(body));
    return {200, "OK", "{}"};
  }
  if (path == "/__fault" && method == "DELETE") {
    simulator.faults().clear();
    heal(simulator);
    return {200, "OK", "{}"};
  }
  return {404, "Not found", R"({"error":"there is /__truth, /__stats and /__fault"})"};
}

}  // namespace pipevane::simulator
