// The service "pipevane.archive/1": what Proxmox VE's own RRD files hold of the time before.
#pragma once

#include "plugins/proxmox/contacts/back_off.h"
#include "plugins/proxmox_poll/archive/rrd_calls.h"
#include "plugins/proxmox_poll/archive/time_frames.h"

#include <pipevane/archive.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

// Asked on demand, one call at a time: who asks the same meanwhile gets that answer. Who does not
// answer rests, longer from failure to failure, and costs nobody anything meanwhile.
class Archive {
 public:
  using Visit = void (*)(void*, const pv_archive_points*);

  // Whatever the caller's patience is.
  static constexpr std::int64_t kPatienceMs = 3'000;

  // Both outlive this.
  Archive(const Host& host, proxmox::Budget& budget) : host_(host), calls_(host, budget) {}

  // [any] Whom to ask from now on. Without one nobody is asked.
  void follow(Lead lead);
  // [any] Nobody is asked any more, and nobody rests: another source answers for the cluster.
  void leave();

  // [any] What pv_archive says. `visit` is called while nothing is locked.
  bool keeps(EntityId entity) const;
  pv_status query(const pv_archive_query& query, void* context, Visit visit);

  struct State {
    std::uint64_t requests, handshakes, received_bytes;
    std::size_t answers, bytes;  // kept
    std::string why;             // of the last failure, until there is an answer again
    std::map<std::string, std::uint64_t, std::less<>> surprises;
  };
  // [any]
  State state() const;

 private:
  struct Range {
    std::int64_t from_ms, to_ms;
  };
  // About one object, with one function.
  struct Question {
    RrdObject object;
    std::string id;  // its key
    bool maximum;
    RrdCalls::Clock::time_point deadline;
  };
  struct Rest {
    proxmox::BackOff back_off;
    std::int64_t until_ms = 0;  // by the steady clock
  };
  using Rows = RrdCache::Rows;
  // Answers that begin one behind the other, the coarser ones first.
  struct Read {
    std::vector<Rows> parts = {};
    bool in_time = true;       // else there may be more
    std::string refusal = {};  // why there may be more, which is not told
  };

  Read read(const Question& question, Range range);
  RrdCache::Found ask(const Question& question, const TimeFrame& frame, std::int64_t to_ms);
  bool call(const std::string& name, const Question& question, const std::string& query,
            std::unique_lock<std::mutex>& lock);
  bool rests(const Question& question) const;                         // locked
  bool resting(std::string_view who) const;                           // locked
  std::vector<std::string> nodesFor(const Question& question) const;  // locked
  void note(const std::string& name, const RrdReply& reply);          // locked
  std::optional<RrdObject> objectOf(EntityId entity, std::string& key) const;

  Host host_;
  mutable std::mutex mutex_;  // of all below, but that `calls_` is whose who is busy
  std::condition_variable changed_;
  bool busy_ = false;
  RrdCalls calls_;
  RrdCache cache_;
  std::optional<Lead> lead_;
  std::map<std::string, Rest, std::less<>> rests_;  // by node; empty: whom all is asked of
  State told_{};
};

}  // namespace pipevane::proxmox_poll
