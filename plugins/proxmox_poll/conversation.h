// Questions to one node, and what becomes of the answers.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/contacts/budget.h"
#include "plugins/proxmox/contacts/call.h"
#include "plugins/proxmox/contacts/contact.h"
#include "plugins/proxmox/contacts/reply.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox/leadership/leadership.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox_poll {

// [worker] Every call goes out as an exchange, before what it tells: that is what is recorded.
class Conversation {
 public:
  // All outlive this.
  Conversation(const Host& host, proxmox::ApiClient& client, proxmox::FleetDecoder& decoder,
               const Output& output, const std::string& token_id, proxmox::Budget& budget,
               proxmox::Leadership& leadership)
      : host_(host),
        client_(client),
        decoder_(decoder),
        output_(output),
        token_id_(token_id),
        budget_(budget),
        leadership_(leadership) {}

  // How large the answer to the metrics export may be, unpacked. What a cluster is large enough to
  // say follows from its list of resources: an overlap of a minute, seven cycles at most, has up to
  // 19 times its size (measured with 1,000 and with 10,000 guests).
  static std::size_t exportMax(std::size_t list_bytes);
  // What one may always have, and what the decoder takes.
  static constexpr std::size_t kExportLeast = 16u << 20;
  static constexpr std::size_t kExportMost = 64u << 20;

  // A list is taken whatever it says: who tells it said just now how its cluster is.
  void believe() { believes_ = true; }
  // Whoever is a stranger to that contact, whose client this is with, is not listened to. It
  // outlives this; null: whoever it is.
  void expect(const proxmox::Contact* contact) { expected_ = contact; }

  static constexpr std::string_view kRoot = "/api2/json";
  // `path` below it, `query` without the question mark. A source that led as it asked tells the
  // answer only where it still does.
  // `limits`: the time instead of the usual one for a call, where it is shorter.
  proxmox::Reply ask(std::string_view path, const std::string& query = {},
                     const proxmox::ApiClient::Limits& limits = {});

 private:
  proxmox::Call call(const std::string& path, const std::string& query,
                     proxmox::ApiClient::Limits limits);
  std::string why(const proxmox::Answer& answer, std::string_view path) const;
  void keep(const pv_exchange& exchange) const;

  Host host_;
  proxmox::ApiClient& client_;
  proxmox::FleetDecoder& decoder_;
  const Output& output_;
  const std::string& token_id_;
  proxmox::Budget& budget_;
  proxmox::Leadership& leadership_;
  const proxmox::Contact* expected_ = nullptr;
  bool believes_ = false;
  std::size_t list_bytes_ = 0;  // of the list of resources, once it is known
};

}  // namespace pipevane::proxmox_poll
