#include "plugins/proxmox_events/proxmox_events.h"

#include "plugins/proxmox/leadership/cluster_service.h"
#include "plugins/proxmox/receiving/door_socket.h"
#include "plugins/proxmox_events/doctor.h"
#include "plugins/proxmox_events/inspection.h"

#include <Poco/Net/SocketAddress.h>
#include <pipevane/doctor_table.h>
#include <pipevane/inspect_table.h>
#include <pipevane/trial_table.h>

#include <algorithm>

namespace pipevane::proxmox_events {
namespace {

proxmox::Leadership& leadershipOf(void* self) {
  return static_cast<ProxmoxEvents&>(*static_cast<Component*>(self)).leadership();
}

// No entity is this plugin's: who follows takes nothing away.
constexpr proxmox::ClusterService kCluster = {
    .size = sizeof(proxmox::ClusterService),
    .read =
        [](void* self, void* context, void (*visit)(void*, const proxmox::ClusterClaim*)) {
          try {
            leadershipOf(self).read(
                [&](const proxmox::ClusterClaim& claim) { visit(context, &claim); });
          } catch (...) {
            return;
          }
        },
    .yield =
        [](void* self, std::uint32_t rights, proxmox::Side side) {
          return leadershipOf(self).yield({proxmox::Rights(rights), side});
        },
    .entities = [](void*, void*, void (*)(void*, const pv_entity_id*, std::size_t)) {},
    .said = [](void*, void*, void (*)(void*, const pv_entity_id*, std::size_t)) {}};

// For who leads: a list of tasks that is late by less is no reason for another one to go on.
constexpr std::int64_t kHeardEveryMs = 5'000;

}  // namespace

ProxmoxEvents::ProxmoxEvents(const Options& options, const Host& host)
    : ProxmoxEvents(settingsOf(options, host), host) {}

ProxmoxEvents::ProxmoxEvents(const Settings& settings, const Host& host)
    : host_(host),
      settings_(settings),
      budget_(settings.limits),
      leadership_(host, proxmox::kEvents, std::max(settings.tasks_interval_ms, kHeardEveryMs)),
      watch_(host, settings, budget_, leadership_) {}

void ProxmoxEvents::start() {
  if (!settings_.webhook_port) return;
  door_ = std::make_unique<WebhookDoor>(settings_, host_,
                                        [this](const std::string& sender, const std::string& body) {
                                          return watch_.hear({sender, body, host_.nowMs()});
                                        });
  host_.log(LogLevel::kInfo, "takes notifications at http://" + settings_.webhook_bind + ":" +
                                 std::to_string(door_->port()) + "/webhook");
  if (settings_.webhook_token.empty())
    host_.log(LogLevel::kWarn,
              "takes notifications from anybody who reaches that port: set webhook_token");
}

void ProxmoxEvents::tryToStart(std::span<const pv_text> freed) const {
  if (!settings_.webhook_port) return;
  const std::string own = held();
  const bool gets_free =
      std::ranges::any_of(freed, [&own](pv_text each) { return view(each) == own; });
  proxmox::tryToListen(settings_.webhook_bind, *settings_.webhook_port, kDoorName, gets_free);
}

// Of a port that the system chooses nobody else has it.
std::string ProxmoxEvents::held() const {
  if (settings_.webhook_port.value_or(0) == 0) return {};
  return "tcp " +
         Poco::Net::SocketAddress(settings_.webhook_bind, *settings_.webhook_port).toString();
}

void ProxmoxEvents::run(Output& output) {
  for (;;) {
    const EventWatch::Outcome outcome = watch_.step(output);
    describe();
    if (outcome == EventWatch::Outcome::kStopped || !waitUntil(watch_.dueMs(outcome), output))
      break;
  }
  // What was taken is told.
  door_.reset();
  watch_.tellNotifications(output);
}

bool ProxmoxEvents::waitUntil(std::int64_t due_ms, const Output& output) {
  std::int64_t quiet_ms = host_.steadyMs() + proxmox::ApiClient::kQuietMs;
  for (;;) {
    watch_.tellNotifications(output);
    if (!host_.waitUntilSteady(std::min(quiet_ms, due_ms))) return false;
    if (host_.steadyMs() >= due_ms) return true;
    if (host_.steadyMs() < quiet_ms) continue;
    watch_.keepOpen();
    quiet_ms = host_.steadyMs() + proxmox::ApiClient::kQuietMs;
  }
}

const void* ProxmoxEvents::service(std::string_view name) {
  if (name == PV_INSPECT) return &inspectTable<ProxmoxEvents>();
  if (name == PV_FIGURES) return &figuresTable<ProxmoxEvents>();
  if (name == PV_DOCTOR) return &doctorTable<ProxmoxEvents>();
  if (name == PV_TRIAL) return &trialTable<ProxmoxEvents>();
  return name == proxmox::kEvents.service ? &kCluster : nullptr;
}

std::string ProxmoxEvents::examined() const { return proxmox_events::examined(settings_, host_); }

std::string ProxmoxEvents::described() const {
  const std::lock_guard lock(described_mutex_);
  return described_;
}

void ProxmoxEvents::tellFigures(const FigureVisit& visit) const {
  const auto figures = [this] {
    const std::lock_guard lock(described_mutex_);
    return figures_;
  }();
  figures.tell(visit);
}

void ProxmoxEvents::describe() {
  Figures figures = measured(watch_, leadership_, host_);
  if (door_) figures.webhook = Figures::Webhook{door_->port(), door_->counts()};
  std::string described = inspection(watch_, leadership_, figures, host_);
  const std::lock_guard lock(described_mutex_);
  described_ = std::move(described);
  figures_ = std::move(figures);
}

}  // namespace pipevane::proxmox_events

PIPEVANE_PLUGIN("proxmox_events", "1.0.0", "Tells what happens in Proxmox VE.", "MIT",
                pipevane::source<pipevane::proxmox_events::ProxmoxEvents>(
                    "proxmox_events",
                    "Tells what happens in a cluster of Proxmox VE: tasks, changes, the log."));
