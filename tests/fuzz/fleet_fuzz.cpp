// Any bytes as a node's answers, one a line: the first character says to what question, the rest is
// the body. All go through one decoder, so that each finds what the ones before it left.
#include "plugins/proxmox/fleet_decoder.h"

#include <pipevane/testing/fake_host.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

constexpr std::array<std::string_view, 16> kPaths = {"/api2/json/version",
                                                     "/api2/json/cluster/status",
                                                     "/api2/json/cluster/resources",
                                                     "/api2/json/cluster/metrics/export",
                                                     "/api2/json/nodes",
                                                     "/api2/json/nodes/pve1/certificates/info",
                                                     "/api2/json/nodes/pve1/status",
                                                     "/api2/json/nodes/pve1/rrddata",
                                                     "/api2/json/nodes/pve1/time",
                                                     "/api2/json/nodes/pve2/time",
                                                     "/api2/json/access/permissions",
                                                     "/api2/json/cluster/metrics/server",
                                                     "/api2/json/nodes/pve2/status",
                                                     "/api2/json/nodes/pve2/rrddata",
                                                     "/api2/json/cluster/resources",
                                                     "/api2/json/cluster/metrics/export"};
constexpr std::size_t kMostAnswers = 64;

pv_exchange exchangeOf(std::string_view line, std::int64_t time_ms) {
  pv_exchange exchange{};
  exchange.size = sizeof exchange;
  exchange.status = 200;
  exchange.time_ms = time_ms;
  exchange.source = pipevane::text("source");
  exchange.host = pipevane::text("https://192.0.2.1:8006");
  exchange.method = pipevane::text("GET");
  exchange.path = pipevane::text(kPaths[static_cast<unsigned char>(line.front()) % kPaths.size()]);
  exchange.query = pipevane::text("timeframe=hour&cf=AVERAGE");
  exchange.body = pipevane::text(line.substr(1));
  return exchange;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pipevane::testing::FakeHost host("source");
  pipevane::proxmox::FleetDecoder decoder(host.host(), "source", "lab");
  const pipevane::Output output(host.host());
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::int64_t time_ms = 1'700'000'000'000;
  for (std::size_t i = 0; i < kMostAnswers && !rest.empty(); ++i) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (!line.empty()) decoder.decode(exchangeOf(line, time_ms += 10'000), output);
  }
  return 0;
}
