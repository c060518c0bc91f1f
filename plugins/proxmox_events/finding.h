// What was found of what the source needs, as <pipevane/doctor.h> wants it.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/api/secret_filter.h"
#include "plugins/proxmox/permissions.h"
#include "plugins/proxmox/rights/grants.h"
#include "plugins/proxmox_events/settings.h"

#include <Poco/JSON/Array.h>

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {

struct Finding {
  const char* check;
  const char* state;
  std::string sentence;
  proxmox::Remedy remedy = {};
  std::int64_t looked_ms = 0;  // 0: not known
};

// What the token may: of the tasks and of the log.
std::vector<Finding> rightsFindings(Settings::Log log, const proxmox::Permissions& permissions,
                                    const std::string& token_id, std::int64_t looked_ms);

// Behind those that are in `all` already, without the token's secret: a peer that spells it in
// JSON's escapes brings it back when they are read.
void addFindings(Poco::JSON::Array& all, std::vector<Finding> findings,
                 const std::string& component, const std::string& target,
                 const proxmox::SecretFilter& filter);

}  // namespace pipevane::proxmox_events
