#include "plugins/proxmox_poll/proxmox_poll.h"

#include "plugins/proxmox/leadership/cluster_service.h"

#include <pipevane/archive.h>
#include <pipevane/doctor_table.h>
#include <pipevane/handover_table.h>
#include <pipevane/inspect_table.h>
#include <pipevane/wake.h>

#include <algorithm>
#include <utility>

namespace pipevane::proxmox_poll {

namespace {

ProxmoxPoll& behind(void* self) {
  return static_cast<ProxmoxPoll&>(*static_cast<Component*>(self));
}

constexpr pv_archive kArchive = {
    .size = sizeof(pv_archive),
    .name = "Proxmox VE RRD",
    .keeps = [](void* self, pv_entity_id entity) -> bool {
      try {
        return behind(self).archive().keeps(entity);
      } catch (...) {
        return false;
      }
    },
    .query = [](void* self, const pv_archive_query* query, void* context,
                void (*visit)(void*, const pv_archive_points*)) -> pv_status {
      try {
        return behind(self).archive().query(sizedCopy(*query), context, visit);
      } catch (...) {
        return PV_FAILED;
      }
    }};

proxmox::Leadership& leadershipOf(void* self) {
  return static_cast<ProxmoxPoll&>(*static_cast<Component*>(self)).leadership();
}

// Nothing is thrown across: what fails for want of memory says nothing.
template <class Body>
void quietly(Body body) {
  try {
    body();
  } catch (...) {
    return;
  }
}

constexpr proxmox::ClusterService kCluster = {
    .size = sizeof(proxmox::ClusterService),
    .read =
        [](void* self, void* context, void (*visit)(void*, const proxmox::ClusterClaim*)) {
          quietly([&] {
            leadershipOf(self).read(
                [&](const proxmox::ClusterClaim& claim) { visit(context, &claim); });
          });
        },
    .yield =
        [](void* self, std::uint32_t rights, proxmox::Side side) {
          return leadershipOf(self).yield({proxmox::Rights(rights), side});
        },
    .entities =
        [](void* self, void* context, void (*visit)(void*, const pv_entity_id*, std::size_t)) {
          quietly([&] {
            if (const auto entities = leadershipOf(self).entities())
              visit(context, entities->data(), entities->size());
          });
        },
    .said =
        [](void* self, void* context, void (*visit)(void*, const pv_entity_id*, std::size_t)) {
          quietly([&] {
            const auto entities = leadershipOf(self).said();
            visit(context, entities.data(), entities.size());
          });
        }};

}  // namespace

ProxmoxPoll::ProxmoxPoll(const Options& options, const Host& host)
    : ProxmoxPoll(settingsOf(options, host), host) {}

ProxmoxPoll::ProxmoxPoll(const Settings& settings, const Host& host)
    : host_(host),
      settings_(settings),
      budget_(settings.limits),
      leadership_(host, proxmox::kPolls, settings.interval_ms),
      archive_(host, budget_),
      watch_(host, settings, budget_, leadership_, archive_) {}

void ProxmoxPoll::run(Output& output) {
  Schedule schedule(settings_.interval_ms);
  for (;;) {
    if (refresh_asked_.exchange(false)) watch_.refresh();
    const ClusterWatch::Outcome outcome = watch_.cycle(output);
    describe();
    if (outcome == ClusterWatch::Outcome::kStopped) return;
    if (!waitAfter(outcome, schedule, output)) return;
  }
}

bool ProxmoxPoll::waitAfter(ClusterWatch::Outcome outcome, Schedule& schedule,
                            const Output& output) {
  switch (outcome) {
    case ClusterWatch::Outcome::kGood:
    case ClusterWatch::Outcome::kHeldBack:
      return waitForCycle(schedule.next(host_.steadyMs()));
    case ClusterWatch::Outcome::kStandsBy:
      return host_.waitFor(leadership_.lookEveryMs());
    default:
      return waitOut(watch_.readyAtMs(), output);
  }
}

const void* ProxmoxPoll::service(std::string_view name) {
  if (name == PV_INSPECT) return &inspectTable<ProxmoxPoll>();
  if (name == PV_FIGURES) return &figuresTable<ProxmoxPoll>();
  if (name == PV_ARCHIVE) return &kArchive;
  if (name == PV_DOCTOR) return &doctorTable<ProxmoxPoll>();
  if (name == PV_HANDOVER) return &handoverTable<ProxmoxPoll>();
  return name == proxmox::kPolls.service ? &kCluster : nullptr;
}

std::unique_ptr<ProxmoxPoll::Legacy> ProxmoxPoll::handOver() {
  Legacy legacy = watch_.handOver();
  return legacy.entities.empty() ? nullptr : std::make_unique<Legacy>(std::move(legacy));
}

void ProxmoxPoll::takeOver(std::unique_ptr<Legacy> legacy) { watch_.takeOver(std::move(*legacy)); }

std::string ProxmoxPoll::described() const {
  const std::lock_guard lock(described_mutex_);
  return described_;
}

void ProxmoxPoll::tellFigures(const FigureVisit& visit) const {
  const auto cost = [this] {
    const std::lock_guard lock(described_mutex_);
    return cost_;
  }();
  cost.tell(visit);
}

void ProxmoxPoll::describe() {
  Cost cost = watch_.measure();
  std::string described = watch_.describe(cost);
  const std::lock_guard lock(described_mutex_);
  described_ = std::move(described);
  cost_ = std::move(cost);
}

void ProxmoxPoll::refresh() {
  refresh_asked_ = true;
  const auto* wake = static_cast<const pv_wake*>(host_.extension(PV_WAKE));
  if (wake != nullptr) wake->wake(host_.raw().self);  // an older engine waits for the next cycle
}

bool ProxmoxPoll::waitOut(std::int64_t until_ms, const Output& output) {
  do {
    if (!host_.waitUntilSteady(std::min(until_ms, watch_.silentAtMs()))) return false;
    watch_.fallSilent(output);
  } while (host_.steadyMs() < until_ms);
  return true;
}

bool ProxmoxPoll::waitForCycle(std::int64_t due_ms) {
  for (;;) {
    if (takesCycleEarly()) return !host_.stopping();
    const std::int64_t quiet_ms = host_.steadyMs() + proxmox::ApiClient::kQuietMs;
    if (!host_.waitUntilSteady(std::min(quiet_ms, due_ms))) return false;
    if (host_.steadyMs() >= due_ms) return true;
    if (host_.steadyMs() >= quiet_ms) watch_.keepOpen();
  }
}

// Once in an interval: whoever asks all the time costs no more than twice the requests.
bool ProxmoxPoll::takesCycleEarly() {
  const std::int64_t now_ms = host_.steadyMs();
  if (!refresh_asked_ || now_ms < early_again_ms_) return false;
  early_again_ms_ = now_ms + settings_.interval_ms;
  return true;
}

}  // namespace pipevane::proxmox_poll

PIPEVANE_PLUGIN("proxmox_poll", "1.0.0", "Polls the API of Proxmox VE.", "MIT",
                pipevane::source<pipevane::proxmox_poll::ProxmoxPoll>(
                    "proxmox_poll", "Asks a cluster of Proxmox VE for what it has and how it is."));
