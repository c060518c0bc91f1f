#include "plugins/proxmox/push/pushed_cluster.h"

#include "plugins/proxmox/host_label.h"
#include "plugins/proxmox/vmid.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox {
namespace {

// An id stands in so many places.
constexpr std::size_t kIdCopies = 8;

// As Proxmox VE lets a storage be called.
bool isStorageName(std::string_view text) {
  constexpr std::size_t kLongest = 100;
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

constexpr std::string_view idPrefix(Kind kind) {
  return kind == Kind::kVm          ? "qemu/"
         : kind == Kind::kContainer ? "lxc/"
         : kind == Kind::kStorage   ? "storage/"
                                    : "node/";
}

}  // namespace

PushedCluster::PushedCluster(const Dictionary& dictionary, PushCounts& counts, PushRoom& room,
                             std::string name)
    : counts_(counts), room_(room), objects_(dictionary), samples_(dictionary), tellers_(room) {
  objects_.setCluster(std::move(name));
}

bool PushedCluster::timeIsGood(std::int64_t time_ms, const Push& push) {
  if (time_ms > push.time_ms + kSkewMostMs) return counts_.refuse(Refusal::kAhead), false;
  if (time_ms < push.time_ms - kSkewMostMs) return counts_.refuse(Refusal::kBehind), false;
  return true;
}

// A null one is new. Nothing, and counted, where it is somebody else, or there is no room.
std::optional<PushTeller*> PushedCluster::tellerOf(std::string_view node, const Push& push) {
  // Lines of one push stand together.
  if (last_teller_ != nullptr && last_teller_->node == node && !node.empty() &&
      last_teller_->address == push.sender)
    return last_teller_;
  if (node.empty() && unnamed_ != nullptr) return unnamed_;
  const std::optional<Refusal> known = node.empty() ? unnamed_refused_ : node_refused_;
  if (known && (node.empty() || refused_node_ == node)) return refuse(node, *known);
  if (!node.empty() && !isHostLabel(node)) return counts_.refuse(Refusal::kBadName), std::nullopt;
  const PushTellers::Found found =
      node.empty() ? tellers_.ofAddress(push) : tellers_.ofNode(node, push);
  if (found.answer == PushTellers::Answer::kTooMany) return refuse(node, Refusal::kNoRoom);
  if (found.answer == PushTellers::Answer::kAnother) {
    tellers_.note({.what = "node " + std::string(node),
                   .one = found.teller->address,
                   .other = std::string(push.sender),
                   .time_ms = push.time_ms});
    return refuse(node, Refusal::kSameNode);
  }
  return found.teller;
}

std::optional<PushTeller*> PushedCluster::refuse(std::string_view node, Refusal why) {
  counts_.refuse(why);
  (node.empty() ? unnamed_refused_ : node_refused_) = why;
  if (!node.empty()) refused_node_ = node;
  return std::nullopt;
}

// It told of something that there is room for: made where it is new.
PushTeller& PushedCluster::hear(PushTeller* known, std::string_view node, Kind kind,
                                const Push& push) {
  PushTeller& teller = known == nullptr ? tellers_.make(node, push) : *known;
  if (known == nullptr)
    tellers_look_ms_ = std::min(tellers_look_ms_, SilenceOrder::secondOf(push.time_ms + kGoneMs));
  (node.empty() ? unnamed_ : last_teller_) = &teller;
  teller.heard_ms = push.time_ms;
  teller.with_token = teller.with_token || push.with_token;
  const auto at = static_cast<std::size_t>(kind);
  if (push.time_ms - teller.kinds_ms[at] > kStaleMs) teller.since_ms[at] = push.time_ms;
  teller.kinds_ms[at] = push.time_ms;
  return teller;
}

// What is told comes in the same order each time, mostly. Null where there is no room.
PushedRow* PushedCluster::rowOf(Kind kind, std::string_view name, std::size_t text_bytes) {
  using Of = RoomShare::Of;
  text_bytes *= PushRoom::kCopies;
  PushedRow* const expected = last_ == nullptr ? nullptr : last_->next;
  for (PushedRow* const each : {last_, expected}) {
    if (each == nullptr || each->id != id_) continue;
    last_ = each;
    return each->share.hold(Of::kTexts, text_bytes) ? each : nullptr;
  }
  auto known = rows_.find(std::string_view(id_));
  if (known == rows_.end()) {
    if (!room_.hasRow()) return nullptr;
    auto made = std::make_unique<PushedRow>(room_);
    // The cluster's name stands before its key.
    if (!made->share.hold(Of::kItself, PushRoom::kRowBytes + objects_.cluster().size() +
                                           kIdCopies * id_.size()) ||
        !made->share.hold(Of::kTexts, text_bytes))
      return nullptr;
    made->id = id_;
    made->kind = kind;
    made->name = name;
    if (kind != Kind::kStorage) {
      made->object = objects_.get(id_, kind, name);
      if (made->object == nullptr) return nullptr;
      ++entities_;
    }
    known = rows_.emplace(id_, std::move(made)).first;
    ++room_.rows;
  }
  PushedRow* const row = known->second.get();
  if (!row->share.hold(Of::kTexts, text_bytes)) return nullptr;
  if (last_ != nullptr) last_->next = row;
  return last_ = row;
}

void PushedCluster::rewind(PushedRow& row, std::int64_t time_ms) {
  if (row.object == nullptr) return;
  for (Track& track : row.object->tracks) {
    SampleWriter::rewind(track, time_ms - 1);
    track.timed_ms = std::min(track.timed_ms, time_ms - 1);
  }
}

// With the first that is told of it: of what is nonsense alone there is no cluster.
void PushedCluster::announce() {
  Object* const cluster = objects_.get("cluster", Kind::kCluster, objects_.cluster());
  if (cluster == nullptr) return;
  cluster->attributes.set(Attribute::kName, objects_.cluster());
  changed_.push_back(cluster);
}

PushedRow* PushedCluster::begin(PushedRow& row, PushTeller& teller, std::int64_t time_ms,
                                const Push& push) {
  if (time_ms < row.time_ms) {
    if (row.time_ms - time_ms <= kSetBackMs && row.teller == &teller)
      return counts_.refuse(Refusal::kLate), nullptr;
    rewind(row, time_ms);
  }
  if (time_ms != row.time_ms) {
    if (row.touched) settleRow(row, push);
    row.figures.clear();
    row.runs.reset();
    row.active.reset();
    row.time_ms = time_ms;
  }
  if (newest_ms_ == kNever) announce();
  if (!row.touched) touched_.push_back(&row);
  row.touched = true;
  row.teller = &teller;
  row.rivals.answer();
  row.heard_ms = push.time_ms;
  teller.ahead_ms = time_ms - push.time_ms;
  row.silence = PushedRow::Silence::kNone;
  silence_.placeBy(row, SilenceOrder::secondOf(push.time_ms + kStaleMs));
  newest_ms_ = time_ms;
  ++counts_.used;
  return &row;
}

PushedRow* PushedCluster::node(std::string_view name, std::int64_t time_ms, const Push& push) {
  if (name.empty()) return counts_.refuse(Refusal::kBadName), nullptr;
  if (!timeIsGood(time_ms, push)) return nullptr;
  const auto teller = tellerOf(name, push);
  if (!teller) return nullptr;
  id_.assign(idPrefix(Kind::kNode)).append(name);
  PushedRow* const row = rowOf(Kind::kNode, name, name.size());
  if (row == nullptr) return counts_.refuse(Refusal::kNoRoom), nullptr;
  return begin(*row, hear(*teller, name, Kind::kNode, push), time_ms, push);
}

PushedRow* PushedCluster::guest(Kind kind, std::string_view vmid, std::string_view node,
                                std::string_view name, std::int64_t time_ms, const Push& push,
                                std::size_t text_bytes) {
  if (!isVmid(vmid)) return counts_.refuse(Refusal::kBadName), nullptr;
  if (!timeIsGood(time_ms, push)) return nullptr;
  const auto known = tellerOf(node, push);
  if (!known) return nullptr;
  id_.assign(idPrefix(kind)).append(vmid);
  PushedRow* const row = rowOf(kind, vmid, node.size() + name.size() + text_bytes);
  if (row == nullptr) return counts_.refuse(Refusal::kNoRoom), nullptr;
  PushTeller& teller = hear(*known, node, kind, push);
  if (row->teller != &teller && !admit(*row, teller, name, push)) return nullptr;
  PushedRow* const begun = begin(*row, teller, time_ms, push);
  if (begun != nullptr && !name.empty()) begun->object->attributes.set(Attribute::kName, name);
  return begun;
}

PushedRow* PushedCluster::storage(std::string_view storage, std::string_view node,
                                  std::int64_t time_ms, const Push& push, std::size_t text_bytes) {
  if (!isStorageName(storage) || node.empty()) return counts_.refuse(Refusal::kBadName), nullptr;
  if (!timeIsGood(time_ms, push)) return nullptr;
  const auto teller = tellerOf(node, push);
  if (!teller) return nullptr;
  id_.assign(idPrefix(Kind::kStorage)).append(node).append("/").append(storage);
  PushedRow* const row = rowOf(Kind::kStorage, storage, text_bytes);
  if (row == nullptr) return counts_.refuse(Refusal::kNoRoom), nullptr;
  return begin(*row, hear(*teller, node, Kind::kStorage, push), time_ms, push);
}

void PushedCluster::card(std::string_view node, std::string_view card, const NicSum::Heard& heard,
                         std::int64_t time_ms, const Push& push) {
  PushedRow* const row = this->node(node, time_ms, push);
  if (row == nullptr) return;
  NicSum& nics = row->nics;
  const bool has_room =
      nics.knows(card) ||
      (nics.size() < NicSum::kMost &&
       row->share.hold(RoomShare::Of::kCards, (nics.size() + 1) * PushRoom::kCardBytes));
  if (has_room) return nics.hear(card, time_ms, heard);
  nics.leaveOut(time_ms);
  --counts_.used;
  counts_.refuse(Refusal::kNoRoom);
}

}  // namespace pipevane::proxmox
