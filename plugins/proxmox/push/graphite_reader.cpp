#include "plugins/proxmox/push/graphite_reader.h"

#include "plugins/proxmox/push/physical_nic.h"
#include "plugins/proxmox/push/pushed_text.h"

#include <algorithm>
#include <array>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kSecond = 1000;
// Seconds beyond that are none: what is no time at all shall not overflow.
constexpr std::int64_t kLastSecond = 100'000'000'000;

constexpr std::array<std::string_view, 4> kWords = {"nodes", "qemu", "lxc", "storages"};

// Takes what is before the first dot off; all of it where there is none.
std::string_view takePart(std::string_view& path) {
  const std::size_t end = std::min(path.find('.'), path.size());
  const std::string_view part = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return part;
}

}  // namespace

std::optional<std::string_view> graphitePrefix(std::string_view line) {
  std::string_view rest = line.substr(0, line.find(' '));
  while (!rest.empty()) {
    const auto before = static_cast<std::size_t>(rest.data() - line.data());
    const std::string_view part = takePart(rest);
    if (!rest.empty() && std::ranges::find(kWords, part) != kWords.end())
      return line.substr(0, before == 0 ? 0 : before - 1);
  }
  return std::nullopt;
}

bool GraphiteReader::split(std::string_view path, Path& out) {
  while (!path.empty()) {
    const std::string_view part = takePart(path);
    const auto word = std::ranges::find(kWords, part);
    if (word == kWords.end()) continue;
    out.of = static_cast<Of>(word - kWords.begin());
    out.id = takePart(path);
    out.rest = path;
    return !out.id.empty() && !out.rest.empty();
  }
  return false;
}

void GraphiteReader::read(const Push& push, PushedCluster& cluster) {
  std::string_view rest = push.body;
  while (!rest.empty()) {
    const std::string_view line = takeLine(rest);
    if (line.empty()) continue;
    ++counts_.lines;
    take(line, push, cluster);
  }
}

void GraphiteReader::take(std::string_view line, const Push& push, PushedCluster& cluster) {
  if (line.size() > kLongestLine) return counts_.refuse(Refusal::kTooLong);
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || last == first || first == 0)
    return counts_.refuse(Refusal::kUnreadable);
  const auto time_s = pushedInteger(line.substr(last + 1));
  if (!time_s || *time_s > kLastSecond || *time_s < 0) return counts_.refuse(Refusal::kNoTime);
  Path path;
  if (!split(line.substr(0, first), path)) return counts_.refuse(Refusal::kNotProxmox);
  const auto value = pushedNumber(line.substr(first + 1, last - first - 1));
  ++counts_.values;
  if (!value) {
    ++counts_.bad_values;
    return counts_.refuse(Refusal::kBadValue);
  }
  const std::int64_t time_ms = *time_s * kSecond;
  switch (path.of) {
    case Of::kNode:
      return takeNode(path, *value, time_ms, push, cluster);
    case Of::kStorage:
      return takeStorage(path, *value, time_ms, push, cluster);
    case Of::kVm:
    case Of::kContainer:
      return takeGuest(path, *value, time_ms, push, cluster);
  }
}

void GraphiteReader::takeNode(const Path& path, double value, std::int64_t time_ms,
                              const Push& push, PushedCluster& cluster) {
  std::string_view key = path.rest;
  const std::string_view part = key.find('.') == std::string_view::npos ? "" : takePart(key);
  if (part == "nics") return takeCard(path, value, time_ms, push, cluster);
  const PushKeys* const keys = nodeKeys(part);
  const PushKey* const known = keys == nullptr ? nullptr : keys->find(key);
  if (known == nullptr) {
    ++counts_.passed;
    return;
  }
  PushedRow* const row = cluster.node(path.id, time_ms, push);
  if (row != nullptr) row->figures.set(known->metric, value);
}

// "nics.eth0.receive"; no type is told.
void GraphiteReader::takeCard(const Path& path, double value, std::int64_t time_ms,
                              const Push& push, PushedCluster& cluster) {
  std::string_view key = path.rest;
  takePart(key);
  const std::string_view card = takePart(key);
  const bool received = key == "receive";
  if (!isPhysicalNic(card) || card.size() > kLongestWord || (!received && key != "transmit")) {
    ++counts_.passed;
    return;
  }
  NicSum::Heard heard;
  (received ? heard.received : heard.sent) = value;
  cluster.card(path.id, card, heard, time_ms, push);
}

void GraphiteReader::takeGuest(const Path& path, double value, std::int64_t time_ms,
                               const Push& push, PushedCluster& cluster) {
  const PushKey* const known = guestKeys().find(path.rest);
  // A name is told where it looks like a number, and only there.
  if (known == nullptr || known->as != PushedAs::kFigure) {
    ++counts_.passed;
    return;
  }
  const Kind kind = path.of == Of::kVm ? Kind::kVm : Kind::kContainer;
  PushedRow* const row = cluster.guest(kind, path.id, {}, {}, time_ms, push);
  if (row != nullptr) row->figures.set(known->metric, value);
}

// "storages.pve1.my.store.total": a storage's name may have dots in it.
void GraphiteReader::takeStorage(const Path& path, double value, std::int64_t time_ms,
                                 const Push& push, PushedCluster& cluster) {
  const std::size_t dot = path.rest.rfind('.');
  if (dot == std::string_view::npos) return counts_.refuse(Refusal::kNotProxmox);
  const PushKey* const known = storageKeys().find(path.rest.substr(dot + 1));
  if (known == nullptr) {
    ++counts_.passed;
    return;
  }
  PushedRow* const row = cluster.storage(path.rest.substr(0, dot), path.id, time_ms, push);
  if (row == nullptr) return;
  if (known->as == PushedAs::kFigure) row->figures.set(known->metric, value);
  if (known->as == PushedAs::kShared) row->shared = value == 1;
  if (known->as == PushedAs::kActive) row->active = value == 1;
}

}  // namespace pipevane::proxmox
