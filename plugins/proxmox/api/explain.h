// Words for what went wrong with a call, and what to do about it.
#pragma once

#include "plugins/proxmox/api/answer.h"
#include "plugins/proxmox/api/endpoint.h"

#include <string>

namespace pipevane::proxmox {

// One sentence without an end, for an answer that is not `ok`. `path` as asked, `token_id` never
// its secret.
std::string explain(const Answer& answer, const Endpoint& endpoint, const std::string& path,
                    const std::string& token_id);

}  // namespace pipevane::proxmox
