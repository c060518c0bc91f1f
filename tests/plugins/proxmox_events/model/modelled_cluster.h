// A cluster of Proxmox VE that lives at random: what it runs, what its log has, which of its nodes
// are up and how their API is. All on the test's clock.
#pragma once

#include "tests/plugins/proxmox_events/model/modelled_node.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox_events {

class ModelledCluster {
 public:
  struct Life {
    int nodes = 3;
    std::size_t archive_bytes = 50'000;  // of each of a node's two files
    std::int64_t deed_every_ms = 700;    // about
    std::size_t burst_most = 60;
    bool shows_log = false;
    bool faults = true;       // calls are lost, late, hang, or fail; nodes die
    bool sets_clocks = true;  // of nodes
    std::int64_t clocks_apart_ms = 90'000;
  };
  enum class Api : std::uint8_t { kWell, kRefuses, kHangs, kFails };
  struct Member {
    ModelledNode node;
    Api api = Api::kWell;
    std::int64_t well_again_ms = 0, boots_ms = 0;
    std::size_t burst_left = 0;
  };
  struct LogLine {
    std::string node;
    std::uint64_t uid = 0;
    std::int64_t time_s = 0;
    std::string message;
  };
  static constexpr int kGuests = 5;

  ModelledCluster(std::int64_t now_ms, unsigned seed, Life life);

  // Until then it lives on.
  void advanceTo(std::int64_t now_ms);
  // From now on nothing happens any more, all nodes are well, and few of their tasks go on.
  void calmDown();
  // From now on nobody takes a connection, or all do.
  void setReachable(bool reachable) { reachable_ = reachable; }
  void setClocks(std::int64_t ahead_ms) {
    for (Member& each : members_) each.node.setAhead(ahead_ms);
  }

  const Life& life() const { return life_; }
  bool calm() const { return calm_; }
  bool reachable() const { return reachable_; }
  std::int64_t nowMs() const { return now_ms_; }
  std::mt19937& random() { return random_; }
  std::size_t any(std::size_t count) { return random_() % count; }
  std::int64_t milliseconds(std::int64_t from, std::int64_t to) {
    return from + static_cast<std::int64_t>(any(static_cast<std::size_t>(to - from + 1)));
  }

  const std::vector<Member>& members() const { return members_; }
  const Member* named(std::string_view node) const;
  bool quorate() const;
  // The newest last.
  const std::deque<LogLine>& log() const { return log_; }
  // What is true of a task; null where it never was.
  const ModelledTask* task(const std::string& upid) const;
  // All that some list still shows.
  std::vector<ModelledNode::Task> remembered() const;

 private:
  Member& anyMember() { return members_[any(members_.size())]; }
  std::string anyStatus();
  void deed();
  void heal(Member& member);
  void start(ModelledNode& node);
  void finishOne(ModelledNode& node);
  bool burst();
  void fault(Member& member);
  void setClock(Member& member);
  void log(const ModelledNode& node, const std::string& message);

  std::mt19937 random_;
  Life life_;
  std::vector<Member> members_;
  std::map<std::string, ModelledNode::Task> tasks_;  // all there ever were
  std::deque<LogLine> log_;
  std::size_t log_bytes_ = 0;
  std::uint64_t log_uid_ = 0;
  std::int64_t now_ms_, next_deed_ms_;
  bool calm_ = false, reachable_ = true;
};

}  // namespace pipevane::proxmox_events
