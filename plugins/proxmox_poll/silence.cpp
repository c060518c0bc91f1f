#include "plugins/proxmox_poll/silence.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace pipevane::proxmox_poll {
namespace {

// A server that is restarted, as after an upgrade, is back by then.
constexpr std::int64_t kPatienceMs = 30'000;
constexpr std::int64_t kCyclesMissed = 3;

const std::array kUnknown = {pv_attribute{text("status"), text("unknown")}};

// A cluster and a pool have no state.
bool hasState(std::string_view key) {
  const std::string_view rest = key.substr(std::min(key.find('/'), key.size()));
  return std::ranges::any_of(std::array{"/node/", "/vm/", "/container/", "/storage/"},
                             [rest](std::string_view each) { return rest.starts_with(each); });
}

}  // namespace

Silence::Silence(const Host& host, proxmox::FleetDecoder& decoder, std::int64_t interval_ms)
    : host_(host),
      decoder_(decoder),
      patience_ms_(std::max(kPatienceMs, kCyclesMissed * interval_ms)) {}

void Silence::goesOn(const Output& output) {
  if (!told_ms_ || host_.steadyMs() - *told_ms_ < patience_ms_) return;
  told_ms_.reset();
  Draft draft = output.begin(host_.nowMs());
  for (const EntityId each : decoder_.entities())
    if (hasState(host_.dictionary().key(each))) draft.upsert(each, kUnknown);
  decoder_.refresh();
  output.push(std::move(draft));
}

}  // namespace pipevane::proxmox_poll
