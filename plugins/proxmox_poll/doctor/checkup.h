// What the running source has seen of its endpoints, judged as an examination from outside is.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox_poll/conversation.h"
#include "plugins/proxmox_poll/doctor/seen.h"

#include <Poco/JSON/Array.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// [worker] One thread. From the answers that are there anyway, and from two that the watch asks for
// once it speaks to a node and every hour.
class Checkup {
 public:
  static constexpr std::int64_t kAgainMs = 3'600'000;

  // `token_id` outlives this.
  explicit Checkup(const std::string& token_id) : token_id_(token_id) {}

  // All `now_ms` are the time of day, by which certificates and clocks are judged; `steady_ms` is
  // the steady clock's. Whether what changes rarely is to be asked of it: rights, metric servers.
  bool due(const proxmox::ApiClient& client, std::int64_t steady_ms) const;
  // It told who it is.
  void answered(const proxmox::ApiClient& client, const proxmox::Reply& version,
                std::int64_t now_ms);
  // It was asked for what `due` is about.
  void asked(const proxmox::ApiClient& client, std::int64_t now_ms, std::int64_t steady_ms);
  void failed(const proxmox::ApiClient& client, const proxmox::Reply& reply, std::int64_t now_ms);
  // It is who it should be, and was asked nothing.
  void proven(const proxmox::ApiClient& client);

  // What it may do was asked for in between.
  void rightsAsked(const proxmox::ApiClient& client, std::int64_t now_ms);

  // Of the endpoints that the options name and of who is asked now, whose answers `decoder` read.
  // They are judged anew when something of it changed: rights on each of 10,000 guests are many.
  const Poco::JSON::Array& findings(const std::string& component, const proxmox::Contacts& contacts,
                                    const proxmox::FleetDecoder& decoder);

 private:
  struct Endpoint {
    Seen seen;
    std::int64_t looked_ms = 0;  // when something of it was asked for last
    std::optional<std::int64_t> asked_steady_ms;
  };

  Seen seenOf(const proxmox::ApiClient& client) const;
  std::int64_t lookedMs(const proxmox::ApiClient& client) const;
  void take(const proxmox::ApiClient& client, const proxmox::Reply& reply, std::int64_t now_ms);
  Poco::JSON::Array judged(const std::string& component, const proxmox::Contacts& contacts,
                           const proxmox::FleetDecoder& decoder) const;

  const std::string& token_id_;
  std::map<std::string, Endpoint> endpoints_;  // by URL
  bool stale_ = true;
  std::uint64_t judged_at_change_ = 0;  // of the nodes' states
  std::string judged_at_export_;        // what it says of them
  Poco::JSON::Array judged_;
};

}  // namespace pipevane::proxmox_poll
