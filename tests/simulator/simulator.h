// A Proxmox VE that is none: an HTTPS server with the API of a cluster whose truth is known.
#pragma once

#include "tests/simulator/answers/rights.h"
#include "tests/simulator/answers/version.h"
#include "tests/simulator/push/push_sender.h"
#include "tests/simulator/server/certificate.h"
#include "tests/simulator/server/faults.h"
#include "tests/simulator/server/member.h"
#include "tests/simulator/server/stats.h"
#include "tests/simulator/server/under_way.h"
#include "tests/simulator/server/waiting_room.h"
#include "tests/simulator/world/world.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::simulator {

struct Settings {
  int nodes = 3;
  int guests = 20;
  std::uint64_t seed = 7;
  std::string cluster = "sim";          // empty: one node on its own
  bool demo = false;                    // the population and happenings of the bundled session
  std::int64_t past_s = World::kPastS;  // cycles that lie before the start
  // Since when the RRD files are written, before the start; where that is less than `past_s`: as
  // long as cycles lie before it.
  std::int64_t files_s = 0;
  // When this node became a 9, before the start: what the files have of the time before is in the
  // steps of an 8. 0: it always was one.
  std::int64_t upgraded_s = 0;
  int pve_version = 9;
  std::string pve_release;  // "8.1.4", instead of the newest of a version
  std::string bind = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any
  // Every node listens, with a certificate of its own, and tells that its address is `bind`. The
  // first has `port`, the others have any.
  bool each_listens = false;
  // Then node n has the address 127.0.0.n of its own instead of `bind`, and all have one port, as
  // in a real cluster: who knows one and the others' addresses reaches all.
  bool own_addresses = false;
  std::string token_id = "monitor@pve!pipevane";
  std::string token_secret = "11111111-2222-3333-4444-555555555555";
  // By the simulated clock: how long every refused login waits (3 with Proxmox VE), the export for
  // each member that hangs, and a call for the node that it is handed to.
  std::int64_t refusal_delay_s = 0, export_wait_s = 20, proxy_wait_s = 30;
  // The node that answers, so that several simulators are one cluster; empty: the first that can.
  std::string answering;
  // Nothing: one that is made for it.
  std::optional<Certificate> certificate;
  // The cluster's own authority, as `certificates/info` tells it. Nothing: one that is made for it,
  // so that two simulators are two clusters, whatever their names.
  std::optional<Certificate> root;
  // Where the nodes send their figures to, as each of their cycles ends, and their notifications.
  std::vector<PushTarget> push = {};
  std::vector<Webhook> webhooks = {};
  // Seconds since the epoch; empty: the system's clock.
  std::function<std::int64_t()> clock;
};

class Simulator {
 public:
  // Serves when it returns. Throws std::exception or Poco::Exception.
  explicit Simulator(const Settings& settings);
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  // [any] Of that node, where each listens; an unknown one throws std::out_of_range. Without a
  // name: of the first.
  std::uint16_t port(const std::string& node = {}) const { return member(node).port(); }
  Certificate certificate(const std::string& node = {}) const { return member(node).certificate(); }
  std::string fingerprint(const std::string& node = {}) const {
    return certificate(node).fingerprint;
  }
  std::string certificatePem() const { return certificate().pem; }
  // For another simulator that is to be of the same cluster.
  const Certificate& root() const { return *settings_.root; }
  // Another one from the next connection on, which the API's answers tell of at once.
  void changeCertificate(const std::string& node = {}, const Certificate& to = Certificate::make());

  // [any]
  Faults& faults() { return faults_; }
  Stats& stats() { return stats_; }
  const Stats& stats() const { return stats_; }
  UnderWay& underWay() { return under_way_; }
  const UnderWay& underWay() const { return under_way_; }
  WaitingRoom& waitingRoom() { return waiting_room_; }
  const PushSender& pushed() const { return sender_; }
  std::uint64_t connections() const;
  Handshakes handshakes() const;
  const Settings& settings() const { return settings_; }
  const Version& version() const { return version_; }
  // The first part of Pipevane's keys.
  std::string clusterName() const;

  // [any] What the token may see from now on; at first that is what PVEAuditor on "/" gives.
  void grant(const Rights& rights);
  const Rights& rights() const { return rights_; }  // while locked

  // [any] Notifications are sent there as well from now on.
  void addWebhook(const Webhook& webhook);

  // [any] Runs `body` with the world as it is now, while nobody else does.
  template <class Body>
  auto locked(Body body) {
    const std::lock_guard lock(mutex_);
    world_->advanceTo(settings_.clock());
    return body(*world_);
  }

 private:
  const Member& member(const std::string& node) const;
  void listen();
  void listenAtAll();
  std::string addressOf(const std::string& node) const;
  void tellOf(const std::string& node, const Certificate& certificate);
  void tellOfRoot();
  void pushFrom(const Node& node);
  std::string senderOf(const std::string& node, const std::string& server) const;

  Settings settings_;
  Version version_;
  Rights rights_;
  Faults faults_;
  Stats stats_;
  UnderWay under_way_;
  PushSender sender_;
  std::mutex mutex_;
  std::unique_ptr<World> world_;
  WaitingRoom waiting_room_;
  std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace pipevane::simulator
