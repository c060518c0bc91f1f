#include "plugins/proxmox_push/proxmox_push.h"

#include <pipevane/doctor_table.h>
#include <pipevane/giving_up.h>
#include <pipevane/handover_table.h>
#include <pipevane/inspect_table.h>
#include <pipevane/trial_table.h>
#include <pipevane/wake.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace pipevane::proxmox_push {
namespace {

// What its state is, is told anew as often.
constexpr std::int64_t kDescribeMs = 1'000;
// Our two clocks drift; who sets one sets it further.
constexpr std::int64_t kSetMs = 2'000;
// In one go, before the clock and a stop are looked at again.
constexpr int kServesAtOnce = 64;
// Where the engine is too old to be woken.
constexpr std::int64_t kPeekMs = 50;
// Four cycles of Proxmox VE: what is there has been told of by then.
constexpr std::int64_t kInheritedMs = 45'000;

}  // namespace

ProxmoxPush::ProxmoxPush(const Options& options, const Host& host)
    : host_(host), settings_(settingsOf(options, host)), intake_(host, settings_) {}

void ProxmoxPush::start() {
  doors_ = std::make_unique<Doors>(settings_, intake_, host_);
  began_ms_ = host_.steadyMs();
  troubles_ = std::make_unique<Troubles>(began_ms_);
  clocks_apart_ms_ = host_.nowMs() - host_.steadyMs();
  inherited_until_ms_ = host_.steadyMs() + kInheritedMs;
  describe();
  if (const std::string open = openToStrangers(settings_); !open.empty())
    host_.log(LogLevel::kWarn, "takes figures from anybody who reaches " + open +
                                   ": list the addresses of the nodes in senders, or set token and "
                                   "use HTTP alone");
}

std::unique_ptr<ProxmoxPush::Legacy> ProxmoxPush::handOver() {
  Legacy legacy{intake_.decoder().entities()};
  legacy.entities.insert(legacy.entities.end(), inherited_.begin(), inherited_.end());
  return legacy.entities.empty() ? nullptr : std::make_unique<Legacy>(std::move(legacy));
}

void ProxmoxPush::takeOver(std::unique_ptr<Legacy> legacy) {
  inherited_ = std::move(legacy->entities);
  std::ranges::sort(inherited_);
  inherited_.erase(std::unique(inherited_.begin(), inherited_.end()), inherited_.end());
}

// What the one before told, and this one has not heard of: it may be there all the same.
void ProxmoxPush::endInheritance(const Output& output) {
  if (inherited_.empty() || host_.steadyMs() < inherited_until_ms_) return;
  std::vector<EntityId> told = intake_.decoder().entities();
  std::ranges::sort(told);
  Draft draft = output.begin(host_.nowMs(), PV_END_OF_CYCLE);
  for (const EntityId each : inherited_)
    if (!std::ranges::binary_search(told, each)) giveUp(each, draft);
  output.push(std::move(draft));
  inherited_.clear();
}

void ProxmoxPush::run(Output& output) {
  intake_.sendTo(output);
  do {
    work(output);
    doors_->listen();
  } while (host_.waitUntilSteady(nextMs()));
}

void ProxmoxPush::work(const Output& output) {
  noteOwnClock();
  proxmox::PushDecoder& decoder = intake_.decoder();
  if (refresh_asked_.exchange(false)) {
    decoder.refresh();
    decoder.tellAll(host_.nowMs(), output);
  }
  for (int i = 0; i < kServesAtOnce && !host_.stopping() && doors_->serve(); ++i) {
  }
  decoder.passSome(host_.nowMs(), output);
  endInheritance(output);
  const std::int64_t steady_ms = host_.steadyMs();
  doors_->sweep(steady_ms);
  if (steady_ms - described_ms_ >= kDescribeMs) {
    describe();
    report();
  }
}

// Somebody set the clock that tells the time: nobody was silent for as long.
void ProxmoxPush::noteOwnClock() {
  const std::int64_t apart_ms = host_.nowMs() - host_.steadyMs();
  const std::int64_t set_by_ms = apart_ms - clocks_apart_ms_;
  if (std::abs(set_by_ms) < kSetMs) return;
  clocks_apart_ms_ = apart_ms;
  intake_.decoder().clockWasSet(set_by_ms);
}

// By the steady clock.
std::int64_t ProxmoxPush::nextMs() const {
  const std::int64_t steady_ms = host_.steadyMs();
  const std::int64_t told_ms = intake_.decoder().nextMs();
  std::int64_t next = std::min(described_ms_ + kDescribeMs, doors_->nextMs());
  if (told_ms != std::numeric_limits<std::int64_t>::max())
    next = std::min(next, told_ms - (host_.nowMs() - steady_ms));
  if (host_.extension(PV_WAKE) == nullptr) next = std::min(next, steady_ms + kPeekMs);
  return next;
}

void ProxmoxPush::report() {
  const std::string why = troubles_->look(intake_, *doors_, host_.nowMs(), host_.steadyMs());
  why.empty() ? host_.running() : host_.degraded(why);
  const std::lock_guard lock(told_mutex_);
  told_.heard.why = why;
}

void ProxmoxPush::describe() {
  described_ms_ = host_.steadyMs();
  const auto open = doors_->open();
  Tally tally{.counts = intake_.decoder().counts(),
              .lost = intake_.lost(),
              .room = intake_.decoder().room(),
              .bytes = intake_.bytes()};
  for (const Doors::Open& each : open) tally.connections += each.connections;
  pace_.note(described_ms_, {tally.counts.pushes, tally.counts.lines, tally.bytes});
  // Why it is degraded the state of the component says.
  Heard heard{.runs = true,
              .young = described_ms_ - began_ms_ < Intake::kSilenceMs,
              .doors = {},
              .closed = doors_->closed(),
              .last_sender = intake_.lastSender(),
              .last_age_ms = -1,
              .why = {}};
  for (const Doors::Open& each : open) heard.doors.push_back(each.door);
  if (intake_.lastMs()) heard.last_age_ms = described_ms_ - *intake_.lastMs();
  std::string described =
      inspected(settings_, *doors_, intake_, pace_, findingsOf(settings_, heard, host_), host_);
  const std::lock_guard lock(told_mutex_);
  told_.described = std::move(described);
  told_.tally = tally;
  heard.why = std::move(told_.heard.why);
  told_.heard = std::move(heard);
}

std::string ProxmoxPush::described() const {
  const std::lock_guard lock(told_mutex_);
  return told_.described;
}

void ProxmoxPush::tellFigures(const FigureVisit& visit) const {
  const Tally tally = [this] {
    const std::lock_guard lock(told_mutex_);
    return told_.tally;
  }();
  tally.tell(visit);
}

std::string ProxmoxPush::examined() const {
  Heard heard;
  {
    const std::lock_guard lock(told_mutex_);
    heard = told_.heard;
  }
  return proxmox_push::examined(settings_, heard, host_);
}

std::vector<std::string> ProxmoxPush::held() const {
  std::vector<std::string> things;
  for (const Door& each : settings_.doors)
    if (each.port != 0) things.push_back(thingAt(settings_.bind, each));
  return things;
}

const void* ProxmoxPush::service(std::string_view name) {
  if (name == PV_INSPECT) return &inspectTable<ProxmoxPush>();
  if (name == PV_FIGURES) return &figuresTable<ProxmoxPush>();
  if (name == PV_DOCTOR) return &doctorTable<ProxmoxPush>();
  if (name == PV_HANDOVER) return &handoverTable<ProxmoxPush>();
  return name == PV_TRIAL ? &trialTable<ProxmoxPush>() : nullptr;
}

void ProxmoxPush::refresh() {
  refresh_asked_ = true;
  const auto* wake = static_cast<const pv_wake*>(host_.extension(PV_WAKE));
  if (wake != nullptr) wake->wake(host_.raw().self);
}

}  // namespace pipevane::proxmox_push

PIPEVANE_PLUGIN(
    "proxmox_push", "1.0.0", "Receives what Proxmox VE's metric servers push.", "MIT",
    pipevane::source<pipevane::proxmox_push::ProxmoxPush>(
        "proxmox_push",
        "InfluxDB line protocol, Graphite and OpenTelemetry, as Proxmox VE sends them."));
