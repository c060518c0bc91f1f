#include "plugins/proxmox/push/push_decoder.h"

#include "plugins/proxmox/host_label.h"
#include "plugins/proxmox/push/graphite_reader.h"
#include "plugins/proxmox/push/influx_reader.h"
#include "plugins/proxmox/push/otlp_reader.h"
#include "plugins/proxmox/push/pushed_cluster.h"
#include "plugins/proxmox/push/pushed_text.h"

#include <pipevane/text.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace pipevane::proxmox {
namespace {

// What a node that is in no cluster calls its cluster.
constexpr std::string_view kNoCluster = "single-node";

std::size_t linesIn(std::string_view body) {
  std::size_t lines = 0;
  while (!body.empty()) lines += takeLine(body).empty() ? 0 : 1;
  return lines;
}

// Of the first line that has a path of Proxmox VE's.
std::string_view firstPrefix(std::string_view body) {
  while (!body.empty())
    if (const auto prefix = graphitePrefix(takeLine(body))) return *prefix;
  return {};
}

}  // namespace

PushDecoder::PushDecoder(const Host& host, Senders senders)
    : host_(host),
      senders_(std::move(senders)),
      influx_(std::make_unique<InfluxReader>(counts_)),
      graphite_(std::make_unique<GraphiteReader>(counts_)),
      otlp_(std::make_unique<OtlpReader>(counts_)) {}
PushDecoder::~PushDecoder() = default;

bool PushDecoder::understands(const pv_exchange& exchange) {
  return view(exchange.method) == kPushMethod;
}

Push PushDecoder::pushOf(const pv_exchange& exchange) {
  const std::string_view path = view(exchange.path), query = view(exchange.query);
  std::string_view sender = view(exchange.host);
  if (const std::size_t at = sender.find("://"); at != std::string_view::npos)
    sender.remove_prefix(at + 3);
  const auto carried = [query](PushCarrier carrier) {
    return query.substr(0, query.find('&')) == "transport=" + std::string(nameOf(carrier));
  };
  return {.format = path == pathOf(PushFormat::kInflux)     ? PushFormat::kInflux
                    : path == pathOf(PushFormat::kGraphite) ? PushFormat::kGraphite
                                                            : PushFormat::kOtlp,
          .carrier = carried(PushCarrier::kUdp)   ? PushCarrier::kUdp
                     : carried(PushCarrier::kTcp) ? PushCarrier::kTcp
                                                  : PushCarrier::kHttp,
          .sender = sender,
          .cluster = view(exchange.cluster),
          .body = view(exchange.body),
          .time_ms = exchange.time_ms,
          .listed = query.find("&listed=1") != std::string_view::npos,
          .with_token = query.find("&with_token=1") != std::string_view::npos};
}

std::optional<std::string_view> PushDecoder::clusterOf(const Push& push) const {
  if (!push.cluster.empty()) return push.cluster;
  const auto named =
      senders_.clusterOf(push, senders_.goesByPath(push) ? firstPrefix(push.body) : "");
  if (named && named->empty() && push.format != PushFormat::kOtlp) return senders_.source();
  return named;
}

// A line without a path goes with those before it.
Push PushDecoder::takePart(Push& rest) const {
  Push part = rest;
  std::optional<std::string_view> prefix, cluster;
  for (std::string_view lines = rest.cluster.empty() && senders_.goesByPath(rest) ? rest.body : "";
       !lines.empty();) {
    const std::size_t at = rest.body.size() - lines.size();
    const auto told = graphitePrefix(takeLine(lines));
    if (!told || told == prefix) continue;
    const auto named = senders_.clusterOf(rest, *told);
    if (prefix && named != cluster) {
      part.body = rest.body.substr(0, at);
      break;
    }
    prefix = told;
    cluster = named;
  }
  rest.body.remove_prefix(part.body.size());
  return part;
}

void PushDecoder::decode(const Push& push, const Output& output) {
  Push rest = push;
  do decodePart(takePart(rest), output);
  while (!rest.body.empty());
}

void PushDecoder::decodePart(const Push& push, const Output& output) {
  pass(push.time_ms, output);
  makeRoom(push.time_ms, output);
  ++counts_.pushes;
  const auto name = clusterOf(push);
  if (!name) {
    const std::uint64_t lines = push.format == PushFormat::kOtlp ? 1 : linesIn(push.body);
    counts_.lines += lines;
    return counts_.refuse(Refusal::kForeign, lines);
  }
  if (push.format == PushFormat::kOtlp) {
    readOtlp(push, *name);
  } else if (PushedCluster* const known = cluster(*name); known == nullptr) {
    const std::uint64_t lines = linesIn(push.body);
    counts_.lines += lines;
    counts_.refuse(Refusal::kNoRoom, lines);
  } else if (push.format == PushFormat::kInflux) {
    influx_->read(push, *known);
  } else {
    graphite_->read(push, *known);
  }
  for (const auto& [key, each] : clusters_) each->settle(push, output);
  leaveEmpty();
  heard(push.time_ms);
}

// Of what nothing was taken there is no cluster, whatever it calls itself.
void PushDecoder::leaveEmpty() {
  std::erase_if(clusters_, [](const auto& each) { return each.second->empty(); });
}

// Somebody found none, and was refused. Those that told of something once and never again go first;
// where there is none of them, the one that is silent longest, of which nobody knows the state.
void PushDecoder::makeRoom(std::int64_t now_ms, const Output& output) {
  if (!room_.wanted || now_ms - room_sought_ms_ < kRoomMs) return;
  room_.wanted = false;
  room_sought_ms_ = now_ms;
  bool made = false;
  PushedCluster* silent = nullptr;
  std::int64_t heard_ms = now_ms - PushTimes::kUnknownMs;
  for (const auto& [name, each] : clusters_) {
    made = each->forgetStrangers(now_ms, output) || made;
    const std::int64_t oldest_ms = each->silentLongestMs(now_ms);
    if (oldest_ms > heard_ms) continue;
    heard_ms = oldest_ms;
    silent = each.get();
  }
  if (!made && silent != nullptr) silent->forgetSilentSince(heard_ms, now_ms, output);
  leaveEmpty();
}

void PushDecoder::readOtlp(const Push& push, std::string_view named) {
  otlp_->read(push, [&](std::string_view told, std::string_view node) -> OtlpReader::Found {
    std::string_view name = named;
    if (name.empty()) name = told == kNoCluster ? node : told;
    if (name.empty()) name = senders_.source();
    if (named.empty() && name != senders_.source() && !isHostLabel(name))
      return {nullptr, Refusal::kBadName};
    return {cluster(name), Refusal::kNoRoom};
  });
}

void PushDecoder::countLine(Refusal refusal) {
  ++counts_.lines;
  counts_.refuse(refusal);
}

// Null where there are too many.
PushedCluster* PushDecoder::cluster(std::string_view name) {
  if (const auto known = clusters_.find(name); known != clusters_.end()) return known->second.get();
  if (!room_.has(clusters_.size() < kMostClusters)) return nullptr;
  return clusters_
      .emplace(name, std::make_unique<PushedCluster>(host_.dictionary(), counts_, room_,
                                                     std::string(name)))
      .first->second.get();
}

std::int64_t PushDecoder::nextMs() const {
  std::int64_t next = std::numeric_limits<std::int64_t>::max();
  if (cycle_first_ms_) next = std::min(cycle_last_ms_ + kQuietMs, *cycle_first_ms_ + kCycleMostMs);
  for (const auto& [name, each] : clusters_) next = std::min(next, each->nextAgeMs());
  return next;
}

void PushDecoder::pass(std::int64_t now_ms, const Output& output) {
  while (!host_.stopping() && passOne(now_ms, output)) {
  }
}

void PushDecoder::passSome(std::int64_t now_ms, const Output& output) {
  for (int i = 0; i < kMomentsAtOnce && passOne(now_ms, output); ++i) {
  }
}

// One thing after the other, at its own time. False where there is none by then.
bool PushDecoder::passOne(std::int64_t now_ms, const Output& output) {
  const std::int64_t next_ms = nextMs();
  if (next_ms > now_ms) return false;
  if (cycle_first_ms_ && cycleEndMs() == next_ms) {
    cycle_first_ms_.reset();
    output.push(output.begin(next_ms, PV_END_OF_CYCLE));
    return true;
  }
  for (const auto& [name, each] : clusters_)
    if (each->nextAgeMs() <= next_ms && each->age(output)) heard(next_ms);
  leaveEmpty();
  return true;
}

// Totals are made when a cycle ends.
std::int64_t PushDecoder::cycleEndMs() const {
  return std::min(cycle_last_ms_ + kQuietMs, *cycle_first_ms_ + kCycleMostMs);
}

void PushDecoder::heard(std::int64_t now_ms) {
  if (!cycle_first_ms_) cycle_first_ms_ = now_ms;
  cycle_last_ms_ = now_ms;
}

void PushDecoder::clockWasSet(std::int64_t by_ms) {
  for (const auto& [name, each] : clusters_) each->clockWasSet(by_ms);
  if (cycle_first_ms_) *cycle_first_ms_ += by_ms;
  cycle_last_ms_ += by_ms;
  room_sought_ms_ += by_ms;
}

void PushDecoder::refresh() {
  for (const auto& [name, each] : clusters_) each->refresh();
}

void PushDecoder::tellAll(std::int64_t now_ms, const Output& output) {
  const Push nothing{.format = PushFormat::kInflux,
                     .carrier = PushCarrier::kHttp,
                     .sender = {},
                     .cluster = {},
                     .body = {},
                     .time_ms = now_ms};
  for (const auto& [name, each] : clusters_) each->settle(nothing, output);
}

std::vector<PushDecoder::Told> PushDecoder::told() const {
  std::vector<Told> all;
  for (const auto& [name, each] : clusters_)
    all.push_back({.cluster = name, .tellers = &each->tellers(), .entities = each->entities()});
  return all;
}

std::vector<EntityId> PushDecoder::entities() {
  std::vector<EntityId> all;
  for (const auto& [name, each] : clusters_) {
    const auto some = each->told();
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace pipevane::proxmox
