// A cluster of Proxmox VE that lives at random, and answers as the real one does: what it runs, how
// its lists are cut, what it forgets, who of its nodes answers at all. All on the test's clock.
#pragma once

#include "plugins/proxmox/api/answer.h"
#include "plugins/proxmox/api/endpoint.h"
#include "tests/plugins/proxmox_events/model/modelled_node.h"

#include <pipevane/testing/fake_host.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox_events {

class ModelledProxmox {
 public:
  struct Life {
    int nodes = 3;
    std::size_t archive_bytes = 50'000;  // of each of a node's two files
    std::int64_t deed_every_ms = 700;    // about
    std::size_t burst_most = 60;
    bool shows_log = false;
    bool faults = true;       // calls are lost, late, hang, or fail; nodes die
    bool sets_clocks = true;  // of nodes
  };

  // The host outlives this: its clock is the one of all.
  ModelledProxmox(testing::FakeHost& host, unsigned seed, Life life);

  // Who has that address answers, or does not; time passes meanwhile.
  proxmox::Answer answer(const proxmox::Endpoint& endpoint, const std::string& target,
                         std::int64_t timeout_ms);
  // Until then it lives on.
  void advanceTo(std::int64_t now_ms);
  // From now on nothing happens any more, all nodes are well, and few of their tasks go on.
  void calmDown();

  // What is true of a task; null where it never was.
  const ModelledTask* task(const std::string& upid) const;
  // All that some list still shows.
  std::vector<ModelledNode::Task> remembered() const;
  std::size_t tasks() const { return tasks_.size(); }
  // Questions that came; those for what is missing of a node; and those of them that brought
  // nothing which a list had not told.
  std::uint64_t asked() const { return asked_; }
  std::uint64_t askedForPages() const { return asked_for_pages_; }
  std::uint64_t askedInVain() const { return asked_in_vain_; }

  static std::string addressOf(std::size_t node) { return "10.0.0." + std::to_string(node + 1); }

 private:
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

  std::size_t any(std::size_t count) { return random_() % count; }
  std::string tasksBody();
  std::string pageBody(const ModelledNode& node, std::string_view query);
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
  void pass(std::int64_t ms);

  std::string body(const Member& asked, std::string_view path, std::string_view query);
  proxmox::Answer answered(const Member& asked, std::string_view path, std::string_view query);
  std::string statusRows(const Member& asked) const;
  std::string resourceRows() const;
  std::string logRows(std::string_view query) const;
  Member* named(std::string_view node);

  testing::FakeHost& host_;
  std::mt19937 random_;
  Life life_;
  std::vector<Member> members_;
  std::map<std::string, ModelledNode::Task> tasks_;  // all there ever were
  std::deque<LogLine> log_;                          // the newest last
  std::size_t log_bytes_ = 0;
  std::uint64_t log_uid_ = 0;
  std::int64_t now_ms_, next_deed_ms_;
  bool calm_ = false;
  std::uint64_t asked_ = 0, asked_for_pages_ = 0, asked_in_vain_ = 0;
};

}  // namespace pipevane::proxmox_events
