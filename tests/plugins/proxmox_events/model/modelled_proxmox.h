// Answers for a modelled cluster as the real one does: how its lists are cut, what it forgets, who
// of its nodes answers at all, and which answers are late or get lost.
#pragma once

#include "plugins/proxmox/api/answer.h"
#include "plugins/proxmox/api/endpoint.h"
#include "tests/plugins/proxmox_events/model/asked.h"
#include "tests/plugins/proxmox_events/model/modelled_cluster.h"

#include <pipevane/testing/fake_host.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::proxmox_events {

class ModelledProxmox {
 public:
  // The host outlives this: its clock is the one of all.
  ModelledProxmox(testing::FakeHost& host, unsigned seed, ModelledCluster::Life life)
      : host_(host), cluster_(host.timeMs(), seed, life) {}

  // Who has that address answers, or does not; time passes meanwhile.
  proxmox::Answer answer(const proxmox::Endpoint& endpoint, const std::string& target,
                         std::int64_t timeout_ms);
  // So many of the next questions get no answer.
  void failNext(int questions) { fail_next_ = questions; }

  ModelledCluster& cluster() { return cluster_; }
  const ModelledCluster& cluster() const { return cluster_; }
  // Questions that came; those for what is missing of a node; and those of them that brought
  // nothing which a list had not told.
  std::uint64_t asked() const { return asked_; }
  std::uint64_t askedForPages() const { return asked_for_pages_; }
  std::uint64_t askedInVain() const { return asked_in_vain_; }
  // Those since the last time.
  std::vector<Asked> takeAsked() { return std::exchange(lately_, {}); }

  static std::string addressOf(std::size_t node) { return "10.0.0." + std::to_string(node + 1); }

 private:
  using Member = ModelledCluster::Member;

  void pass(std::int64_t ms);
  proxmox::Answer reach(const Member& member, const std::string& target, std::int64_t timeout_ms);
  proxmox::Answer answered(const Member& asked, std::string_view path, std::string_view query);
  std::string body(const Member& asked, std::string_view path, std::string_view query);
  std::string tasksBody();
  std::string pageBody(const ModelledNode& node, std::string_view query);
  std::string statusRows(const Member& asked) const;
  std::string resourceRows() const;
  std::string logRows(std::string_view query) const;

  testing::FakeHost& host_;
  ModelledCluster cluster_;
  int fail_next_ = 0;
  std::uint64_t asked_ = 0, asked_for_pages_ = 0, asked_in_vain_ = 0;
  std::vector<Asked> lately_;
};

}  // namespace pipevane::proxmox_events
