#include "tests/end_to_end/chaos/pushes.h"

#include "tests/simulator/push/push_cycle.h"

#include <stdexcept>

namespace pipevane::testing {

Pushes::Pushes(simulator::Simulator& cluster, const std::string& way, std::uint16_t port,
               std::uint64_t seed)
    : cluster_(cluster), way_(way), port_(port), road_(port, seed) {
  end();
}

void Pushes::begin(const std::string& trouble) {
  if (trouble == "away")
    aimAt(port_, kToken, true);
  else if (trouble == "refused")
    aimAt(port_, "none-of-theirs");
  else if (trouble == "lost")
    aimAt(road_.port(), kToken);
  else
    throw std::invalid_argument("no trouble of pushes: " + trouble);
}

void Pushes::end() { aimAt(port_, kToken); }

void Pushes::carry() { road_.carry(); }

void Pushes::aimAt(std::uint16_t port, const std::string& token, bool disabled) {
  std::string address = way_ + "://127.0.0.1:" + std::to_string(port);
  if (way_ == "otlp-http") address += "/v1/metrics";
  simulator::PushTarget target = simulator::pushTargetOf(address);
  target.id = "pipevane";
  if (withToken(way_)) target.token = token;
  target.disabled = disabled;
  target.lasting = true;
  cluster_.locked([&](simulator::World& world) { world.addPushTarget(target); });
}

}  // namespace pipevane::testing
