// One call within the limits of what may be asked.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/contacts/budget.h"
#include "plugins/proxmox/contacts/reply.h"

#include <pipevane/host.h>

#include <string>

namespace pipevane::proxmox {

struct Call {
  Answer answer;  // as it came; empty where it was not asked
  Reply reply;    // has no words yet but for why it was not asked
};

// [worker] `target` is the whole path with its query.
inline Call callWithin(Budget& budget, const Host& host, ApiClient& client,
                       const std::string& target, const ApiClient::Limits& limits) {
  Call call;
  if (!budget.take(host.steadyMs())) {
    call.reply.not_asked = true;
    call.reply.why = budget.why(Budget::Limit::kRequests);
    return call;
  }
  const auto before = client.counters();
  call.answer = client.get(target, limits);
  budget.spent(client.counters() - before, host.steadyMs());
  call.reply = Reply::of(call.answer);
  return call;
}

}  // namespace pipevane::proxmox
