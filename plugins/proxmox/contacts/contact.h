// One node that can be asked, and how that went.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/contacts/back_off.h"
#include "plugins/proxmox/contacts/traffic.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace pipevane::proxmox {

// After a failure it rests, longer from failure to failure, so that a node that is down costs the
// others nothing. All times are the steady clock's: one that is set ends no rest, nor prolongs it.
class Contact {
 public:
  // What a failure says about who answers.
  enum class Doubt : std::uint8_t {
    kNone,
    kForeign,    // it is a node of another cluster than the one that is watched
    kDistrusted  // it may be somebody else
  };

  // So many certificates, as a cluster has nodes.
  static constexpr std::size_t kMostMet = 64;

  // `source`: the id of the component that asks.
  Contact(std::unique_ptr<ApiClient> client, std::string node, const std::string& source)
      : client_(std::move(client)),
        node_(std::move(node)),
        back_off_(source + " " + client_->endpoint().host) {}

  ApiClient& client() { return *client_; }
  const ApiClient& client() const { return *client_; }
  // Its name in the cluster; empty: it has not told yet.
  const std::string& node() const { return node_; }
  void setNode(std::string node) { node_ = std::move(node); }

  bool rests(std::int64_t now_ms) const { return now_ms < rests_until_ms_; }
  std::int64_t restsUntilMs() const { return rests_until_ms_; }
  // Why it rests, a sentence without an end; empty where it answered last.
  const std::string& why() const { return why_; }

  // It said who it is, and showed that certificate. Of an address that stands for several nodes in
  // turn, and of a node that renews its own, there are several.
  void meet() { metShown(); }
  // It shows none of those: it may be another cluster's, as of a node that was set up anew or an
  // address that moved. Nobody is a stranger before it said who it is.
  bool isStranger() const { return !met_.empty() && !met_.contains(shown()); }
  // With the certificate that it shows it said who it is.
  bool isMet() const { return met_.contains(shown()); }
  // With that certificate it said that it is of the cluster that is watched.
  bool verified() const {
    const auto met = met_.find(shown());
    return met != met_.end() && met->second;
  }
  void setVerified() { metShown() = true; }
  void forgetWhoItIs() { met_.clear(); }
  // It answers, but is in the minority of its cluster: for a minute others are asked before it.
  void setAside(std::int64_t now_ms) { aside_until_ms_ = now_ms + kAsideMs; }
  void takeBack() { aside_until_ms_ = 0; }
  bool isAside(std::int64_t now_ms) const { return now_ms < aside_until_ms_; }

  // Of the last failure.
  bool foreign() const { return doubt_ == Doubt::kForeign; }
  bool distrusted() const { return doubt_ == Doubt::kDistrusted; }

  // Once a cycle, so that what it was asked lately is known.
  void noteTraffic(std::int64_t now_ms) { traffic_.note(now_ms, client_->counters()); }
  Traffic::Counters lastMinute() const { return traffic_.lastMinute(); }

  // Since when it answers, or fails; nothing: it was not asked yet.
  std::optional<std::int64_t> sinceMs() const { return since_ms_; }
  // When it did so last.
  std::optional<std::int64_t> askedMs() const { return asked_ms_; }

  void answered(std::int64_t now_ms) {
    asked_ms_ = now_ms;
    if (!since_ms_ || !why_.empty()) since_ms_ = now_ms;
    why_.clear();
    doubt_ = Doubt::kNone;
    rests_until_ms_ = 0;
    back_off_.succeeded();
  }
  void failed(std::string why, std::int64_t now_ms, Doubt doubt = Doubt::kNone) {
    asked_ms_ = now_ms;
    doubt_ = doubt;
    if (!since_ms_ || why_.empty()) since_ms_ = now_ms;
    why_ = std::move(why);
    rests_until_ms_ = now_ms + back_off_.failed(now_ms);
  }

 private:
  static constexpr std::int64_t kAsideMs = 60'000;

  std::string shown() const {
    return client_->certificate() ? client_->certificate()->fingerprint : std::string();
  }

  bool& metShown() {
    const std::string now = shown();
    if (met_.size() >= kMostMet && !met_.contains(now)) met_.clear();
    return met_[now];
  }

  std::unique_ptr<ApiClient> client_;
  std::string node_;
  BackOff back_off_;
  Traffic traffic_;
  std::int64_t rests_until_ms_ = 0, aside_until_ms_ = 0;
  std::optional<std::int64_t> since_ms_, asked_ms_;
  std::string why_;
  std::map<std::string, bool> met_;  // certificates, and whether it is verified with them
  Doubt doubt_ = Doubt::kNone;
};

}  // namespace pipevane::proxmox
