#include "plugins/proxmox_poll/sight.h"

#include "plugins/proxmox/rights/grants.h"
#include "plugins/proxmox/rights/lacking.h"

#include <string_view>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

constexpr std::string_view kTop = "/";  // what is asked of the cluster takes Sys.Audit there
constexpr const char* kGuestsPath = "/vms";
constexpr const char* kSeesGuest = "VM.Audit";
constexpr std::string_view kSeesNode = "Sys.Audit";
constexpr std::string_view kStorages = "/storage";
constexpr std::string_view kPools = "/pool";

}  // namespace

bool Sight::due(const proxmox::ResourceSummary& listed, std::int64_t now_ms) {
  // What is known of the others says nothing about one more.
  const bool more = std::exchange(missing_, listed.missing).all() < listed.missing.all();
  lists_nothing_ = listed.nodes.empty() && listed.guests == 0;
  if (!listed.maybeHidden() && listed.missing.all() == 0) {
    asked_ms_.reset();
    trouble_.clear();
    explains_refusals_ = explains_nodes_refusals_ = false;
    return std::exchange(in_doubt_, false);
  }
  in_doubt_ = true;
  if (!more && asked_ms_ && now_ms - *asked_ms_ < kAgainMs) return false;
  asked_ms_ = now_ms;
  return true;
}

void Sight::learn(const std::optional<proxmox::Permissions>& permissions, const std::string& why) {
  trouble_.clear();
  explains_refusals_ = explains_nodes_refusals_ = false;
  if (!in_doubt_) return;
  if (!permissions) {
    trouble_ = "it does not show all that was there, or nothing that runs, and what the token " +
               token_id_ + " may see is not known: " + why;
    return;
  }
  if (permissions->empty()) {
    explains_refusals_ = explains_nodes_refusals_ = true;
    trouble_ = proxmox::nothingSentence(token_id_) + "; " + proxmox::grantOnTop(token_id_).words;
    return;
  }
  for (const proxmox::Need& need : proxmox::lacking(*permissions)) {
    if (!explains(need)) continue;
    explains_refusals_ = std::string_view(need.path) == kTop;
    explains_nodes_refusals_ = std::string_view(need.privilege) == kSeesNode;
    trouble_ = proxmox::lackSentence(need, token_id_) +
               ", so that what it shows is not all there is; " +
               proxmox::grantFor(need.path, need.privilege, *permissions, token_id_).words;
    return;
  }
  if (missing_.guests > 0) explainGuest(*permissions);
  if (trouble_.empty() && lists_nothing_)
    trouble_ =
        "the list of resources names nothing, not even the node that tells it, though the "
        "token " +
        token_id_ +
        " may see it: what was known stays, as unknown; look on that node at the service "
        "that knows the cluster: systemctl status pve-cluster";
}

// One that lies below what the token may see, by an entry of its own.
void Sight::explainGuest(const proxmox::Permissions& permissions) {
  for (const std::string& path : permissions.exceptions(kGuestsPath, kSeesGuest)) {
    if (permissions.have(path, kSeesGuest)) continue;
    trouble_ = proxmox::lackSentence({"that guest", path.c_str(), kSeesGuest}, token_id_) +
               ", so that what it shows is not all there is; " +
               proxmox::grantFor(path, kSeesGuest, permissions, token_id_).words;
    return;
  }
}

// A token that never saw storages or pools does so on purpose.
bool Sight::explains(const proxmox::Need& need) const {
  const std::string_view path = need.path;
  return need.hides || (path == kStorages && missing_.storages > 0) ||
         (path == kPools && missing_.pools > 0);
}

}  // namespace pipevane::proxmox_poll
