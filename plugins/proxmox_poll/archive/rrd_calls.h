// The calls of rrddata, over a connection of their own: the poll never waits for them.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/api/call_guard.h"
#include "plugins/proxmox/contacts/budget.h"
#include "plugins/proxmox/rrd_decoder.h"
#include "plugins/proxmox_poll/archive/lead.h"
#include "plugins/proxmox_poll/archive/rrd_cache.h"
#include "plugins/proxmox_poll/archive/rrd_object.h"

#include <pipevane/host.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox_poll {

struct RrdReply {
  // Refused: there may be something, and whoever is asked does not tell it.
  enum class Kind { kRows, kNothing, kRefused, kNotAsked, kFailed, kStopped };
  Kind kind = Kind::kStopped;
  RrdCache::Rows rows;
  // Of a failure: a sentence without an end, and who is to be left alone; empty: whom all is asked
  // of.
  std::string why;
  std::string who;
  // Of a refusal: what is told to who asks the archive, behind its name.
  std::string refusal = {};
};

// One thread at a time.
class RrdCalls {
 public:
  using Clock = proxmox::CallGuard::Clock;

  // An answer is 700 KB at most: a day with a row a minute.
  static constexpr std::size_t kBodyMax = 4u << 20;
  // Of those that share a storage, so many are tried: it may not be on all nodes.
  static constexpr std::size_t kNodesTried = 3;

  // Both outlive this.
  RrdCalls(const Host& host, proxmox::Budget& budget) : host_(host), budget_(budget) {}

  // Who can answer, but for those that rest: whoever is asked first comes first.
  static std::vector<std::string> nodesFor(const Lead& lead, const RrdObject& object,
                                           const std::function<bool(std::string_view)>& rests);
  // One of `nodes` after the other, until one has something to say.
  RrdReply ask(const Lead& lead, const RrdObject& object, std::span<const std::string> nodes,
               const std::string& query, Clock::time_point deadline);

  std::uint64_t requests() const { return requests_; }
  std::uint64_t handshakes() const { return handshakes_; }
  std::uint64_t receivedBytes() const { return received_bytes_; }
  const proxmox::Surprises& surprises() const { return decoder_.surprises(); }

 private:
  RrdReply askNode(const Lead& lead, const RrdObject& object, const std::string& node,
                   const std::string& query, Clock::time_point deadline);
  RrdReply read(const proxmox::Answer& answer, const RrdObject& object, const std::string& path,
                const Lead& lead);
  void connectTo(const Lead& lead);
  proxmox::Answer get(const std::string& target, std::int64_t timeout_ms);

  Host host_;
  proxmox::Budget& budget_;
  std::unique_ptr<proxmox::ApiClient> client_;  // null until somebody looks
  proxmox::RrdDecoder decoder_;
  std::uint64_t requests_ = 0, handshakes_ = 0, received_bytes_ = 0;
};

}  // namespace pipevane::proxmox_poll
