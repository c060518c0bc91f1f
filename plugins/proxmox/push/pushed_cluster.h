// All that was pushed of one cluster.
#pragma once

#include "plugins/proxmox/objects.h"
#include "plugins/proxmox/push/push.h"
#include "plugins/proxmox/push/push_counts.h"
#include "plugins/proxmox/push/push_room.h"
#include "plugins/proxmox/push/push_tellers.h"
#include "plugins/proxmox/push/push_times.h"
#include "plugins/proxmox/push/pushed_row.h"
#include "plugins/proxmox/push/silence_order.h"
#include "plugins/proxmox/sample_writer.h"

#include <pipevane/dictionary.h>
#include <pipevane/output.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace pipevane::proxmox {

// [worker] A reader takes a row, puts into it what it reads, and in the end `settle` makes samples
// of all rows that were touched.
class PushedCluster : private PushTimes {
 public:
  PushedCluster(const Dictionary& dictionary, PushCounts& counts, PushRoom& room, std::string name);
  ~PushedCluster() { room_.rows -= rows_.size(); }
  PushedCluster(const PushedCluster&) = delete;
  PushedCluster& operator=(const PushedCluster&) = delete;

  const std::string& name() const { return objects_.cluster(); }

  // Null, and counted, where what is told of it at that time is not taken.
  // `text_bytes`: of texts that are told beside those that are given here.
  PushedRow* node(std::string_view name, std::int64_t time_ms, const Push& push);
  // `node`: empty where it is not told; `name`: the same.
  PushedRow* guest(Kind kind, std::string_view vmid, std::string_view node, std::string_view name,
                   std::int64_t time_ms, const Push& push, std::size_t text_bytes = 0);
  PushedRow* storage(std::string_view storage, std::string_view node, std::int64_t time_ms,
                     const Push& push, std::size_t text_bytes = 0);
  // One of that node's cards of metal.
  void card(std::string_view node, std::string_view card, const NicSum::Heard& heard,
            std::int64_t time_ms, const Push& push);
  // All of one push was read: what is complete goes out.
  void settle(const Push& push, const Output& output);

  // What is silent for too long at `nextAgeMs`. True where there was something.
  bool age(const Output& output);
  // When there may be something to say if nothing comes until then: a whole second.
  std::int64_t nextAgeMs() const { return std::min(silence_.nextMs(), tellers_look_ms_); }
  // Makes room for others: forgets those that told of something once and are silent since. True
  // where there were any.
  bool forgetStrangers(std::int64_t now_ms, const Output& output);
  // Where these are too few: those that were heard last at that time or before.
  void forgetSilentSince(std::int64_t heard_ms, std::int64_t now_ms, const Output& output) {
    forgetNow(silentSince(heard_ms), now_ms, output);
  }
  // When the one was heard that is silent longest.
  std::int64_t silentLongestMs(std::int64_t now_ms) const;
  // Nothing is told of it: nothing was taken yet, or all was forgotten.
  bool empty() const { return rows_.empty() && tellers_.empty(); }
  // All entities are told again, with all that is known of them.
  void refresh() { refresh_ = true; }
  // Our clock was set, by so much.
  void clockWasSet(std::int64_t by_ms);

  const PushTellers& tellers() const { return tellers_; }
  std::size_t entities() const { return entities_; }
  std::vector<EntityId> told();

 private:
  using SomeTellers = std::unordered_set<const PushTeller*>;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  bool timeIsGood(std::int64_t time_ms, const Push& push);
  std::optional<PushTeller*> tellerOf(std::string_view node, const Push& push);
  std::optional<PushTeller*> refuse(std::string_view node, Refusal why);
  PushTeller& hear(PushTeller* known, std::string_view node, Kind kind, const Push& push);
  PushedRow* rowOf(Kind kind, std::string_view name, std::size_t text_bytes);
  void announce();
  PushedRow* begin(PushedRow& row, PushTeller& teller, std::int64_t time_ms, const Push& push);
  bool admit(PushedRow& guest, PushTeller& teller, std::string_view name, const Push& push);
  static bool hearRival(PushedRow& guest, std::string_view who, std::int64_t now_ms);
  bool refuseRival(const PushedRow& guest, const PushTeller& rival, const Push& push);
  static void rewind(PushedRow& row, std::int64_t time_ms);

  void settleRow(PushedRow& row, const Push& push);
  void settleNode(PushedRow& row, const Push& push);
  void settleGuest(PushedRow& row);
  void settleStorage(PushedRow& row, const Push& push);
  bool reports(PushedRow& row, Object& storage, double total, const Push& push) const;
  void tell(const Output& output, std::int64_t time_ms);
  void announceAll();

  std::int64_t dueMs(const PushedRow& row) const;
  std::int64_t nextLookMs(const PushedRow& row, std::int64_t now_ms) const;
  std::vector<PushedRow*> takeSilent(std::int64_t now_ms);
  SomeTellers takeSilentTellers(std::int64_t now_ms);
  void silence(PushedRow& row, std::vector<PushedRow*>& gone);
  bool aStranger(const PushedRow& row) const;
  std::int64_t missedMs(const PushedRow& row) const;
  void noteSharedHeard();
  void setUnknown(PushedRow& row);
  void forget(const std::vector<PushedRow*>& gone, Draft& draft);
  SomeTellers silentSince(std::int64_t heard_ms) const;
  void addRowsOf(const SomeTellers& tellers, std::vector<PushedRow*>& rows) const;
  void forgetNow(const SomeTellers& tellers, std::int64_t now_ms, const Output& output);
  void forgetTellers(const SomeTellers& tellers);
  void endIfEmpty(Draft& draft);

  PushCounts& counts_;
  PushRoom& room_;
  Objects objects_;
  SampleWriter samples_;
  PushTellers tellers_;
  std::unordered_map<std::string, std::unique_ptr<PushedRow>, Hash, std::equal_to<>> rows_;
  PushedRow* last_ = nullptr;
  PushTeller* last_teller_ = nullptr;
  PushTeller* unnamed_ = nullptr;  // who tells of guests without a node, in this push
  // Why nothing of that node is taken, or of guests without one: the same for all of one push.
  std::string refused_node_;
  std::optional<Refusal> node_refused_, unnamed_refused_;
  std::string id_;
  // When somebody told of a shared storage last, as it was looked at last.
  std::unordered_map<const Object*, std::int64_t> shared_heard_ms_;
  std::vector<PushedRow*> touched_;
  std::vector<Object*> changed_;
  std::vector<pv_attribute> attributes_;
  SilenceOrder silence_;
  std::int64_t tellers_look_ms_ =
      SilenceOrder::kNone;           // when one of them may be silent for too long
  std::int64_t newest_ms_ = kNever;  // time of what was told last
  std::size_t entities_ = 0;
  bool refresh_ = false;
};

}  // namespace pipevane::proxmox
