#include "plugins/proxmox_poll/proxmox_poll.h"

#include "plugins/proxmox_poll/back_off.h"
#include "plugins/proxmox_poll/schedule.h"

#include <random>

namespace pipevane::proxmox_poll {

namespace {

// Connections are idle by the clock that the cycles keep to.
Settings withClock(Settings settings, const Host& host) {
  for (auto& each : settings.clients) each.now_ms = [host] { return host.nowMs(); };
  return settings;
}

}  // namespace

ProxmoxPoll::ProxmoxPoll(const Options& options, const Host& host)
    : ProxmoxPoll(withClock(settingsOf(options), host), host) {}

ProxmoxPoll::ProxmoxPoll(const Settings& settings, const Host& host)
    : host_(host), interval_ms_(settings.interval_ms), watch_(host, settings) {}

void ProxmoxPoll::run(Output& output) {
  Schedule schedule(interval_ms_);
  BackOff back_off(std::random_device{}());
  for (;;) {
    if (refresh_asked_.exchange(false)) watch_.refresh();
    const ClusterWatch::Outcome outcome = watch_.cycle(output);
    if (outcome == ClusterWatch::Outcome::kStopped) return;
    const bool good = outcome == ClusterWatch::Outcome::kGood;
    if (good) back_off.succeeded();
    const std::int64_t now_ms = host_.nowMs();
    if (!host_.waitUntil(good ? schedule.next(now_ms) : now_ms + back_off.failed())) return;
  }
}

}  // namespace pipevane::proxmox_poll

PIPEVANE_PLUGIN("proxmox_poll", "1.0.0", "Polls the API of Proxmox VE.", "MIT",
                pipevane::source<pipevane::proxmox_poll::ProxmoxPoll>(
                    "proxmox_poll", "Asks a cluster of Proxmox VE for what it has and how it is."));
