#include "plugins/proxmox/contacts/server_clock.h"

#include "plugins/proxmox/http_date.h"

namespace pipevane::proxmox {

std::int64_t serverTimeMs(const Answer& answer, std::int64_t otherwise_ms) {
  for (const auto& [name, value] : answer.headers)
    if (name == "date") return httpDateMs(value).value_or(otherwise_ms);
  return otherwise_ms;
}

}  // namespace pipevane::proxmox
