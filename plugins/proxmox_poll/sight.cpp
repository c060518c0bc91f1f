#include "plugins/proxmox_poll/sight.h"

#include "plugins/proxmox_poll/doctor/grants.h"
#include "plugins/proxmox_poll/doctor/lacking.h"

#include <utility>

namespace pipevane::proxmox_poll {

bool Sight::due(const proxmox::ResourceSummary& listed, std::int64_t now_ms) {
  if (!listed.maybeHidden() && listed.guests_missing == 0) {
    asked_ms_.reset();
    missing_ = 0;
    trouble_.clear();
    explains_refusals_ = false;
    return std::exchange(in_doubt_, false);
  }
  in_doubt_ = true;
  // What is known of the others says nothing about one more.
  const bool more = std::exchange(missing_, listed.guests_missing) < listed.guests_missing;
  if (!more && asked_ms_ && now_ms - *asked_ms_ < kAgainMs) return false;
  asked_ms_ = now_ms;
  return true;
}

void Sight::learn(const std::optional<proxmox::Permissions>& permissions, const std::string& why) {
  trouble_.clear();
  explains_refusals_ = false;
  if (!in_doubt_) return;
  if (!permissions) {
    trouble_ = "it shows no guests, or nodes without figures, and what the token " + token_id_ +
               " may see is not known: " + why;
    return;
  }
  explains_refusals_ = !permissions->have("/", "Sys.Audit");
  if (permissions->empty()) {
    trouble_ = nothingSentence(token_id_) + "; " + grantOnTop(token_id_).words;
    return;
  }
  for (const Need& need : lacking(*permissions)) {
    if (!need.hides) continue;
    trouble_ = lackSentence(need, token_id_) + ", so that what it shows is not all there is; " +
               grantFor(need.path, need.privilege, *permissions, token_id_).words;
    return;
  }
}

}  // namespace pipevane::proxmox_poll
