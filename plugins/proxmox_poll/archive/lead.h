// Whom the archive asks: the node that the poll is with.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/contacts/contact.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox/version.h"

#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

struct Lead {
  proxmox::ApiClient::Settings settings;
  std::string cluster;              // the first part of all keys
  std::string node;                 // its name; empty: it has not told
  std::vector<std::string> others;  // members that are online
  std::optional<proxmox::Version> version;

  // Who was asked last, and what it told.
  static Lead of(const proxmox::Contact& asked, const proxmox::FleetDecoder& decoder);
};

}  // namespace pipevane::proxmox_poll
