#include "plugins/proxmox_poll/name_rounds.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/single_answers.h"
#include "plugins/proxmox_poll/conversation.h"
#include "plugins/proxmox_poll/node_name.h"

#include <pipevane/error.h>

#include <algorithm>

namespace pipevane::proxmox_poll {

// Nothing where it failed, which is said of it, or where the budget has no room.
template <class Read>
auto NameRounds::read(Contact& contact, const std::string& path, const Read& read_body) {
  std::optional<decltype(read_body({}))> told;
  if (!budget_.take(host_.steadyMs())) return told;
  proxmox::ApiClient& client = contact.client();
  const std::string full = std::string(Conversation::kRoot).append(path);
  const auto before = client.counters();
  const proxmox::Answer answer =
      client.get(full, {.body_max = {}, .timeout_ms = std::max(left_ms_, kLeastPatienceMs)});
  budget_.spent(client.counters() - before, host_.steadyMs());
  left_ms_ -= answer.duration_us / 1000;
  if (answer.failure == proxmox::Failure::kStopped) return told;
  std::string why;
  if (answer.ok()) try {
      told = read_body(answer.body);
      return told;
    } catch (const Error& error) {
      why = "cannot read what " + client.endpoint().url() + " says: the answer to " + full + " " +
            error.what();
    }
  else
    why = explain(answer, client.endpoint(), full, token_id_);
  const auto doubt =
      proxmox::isDistrust(answer.failure) ? Contact::Doubt::kDistrusted : Contact::Doubt::kNone;
  contact.failed(std::move(why), host_.steadyMs(), doubt);
  return told;
}

std::vector<std::string> NameRounds::ask(std::int64_t patience_ms) {
  std::vector<std::string> names;
  if (!leadership_.identity().known()) return names;
  const std::vector<Contact*> nameless = contacts_.nameless(host_.steadyMs());
  auto left = static_cast<std::int64_t>(nameless.size());
  std::int64_t left_ms = std::min(patience_ms, kPatienceMs);
  for (Contact* const each : nameless) {
    if (left_ms < kLeastPatienceMs || host_.stopping()) break;
    const std::int64_t share_ms = std::max(left_ms / left--, kLeastPatienceMs);
    ask(*each, share_ms);
    left_ms -= share_ms - std::max<std::int64_t>(left_ms_, 0);
    if (!each->node().empty()) names.push_back(each->node());
  }
  return names;
}

// As an introduction does: one that is called the same may be another cluster's.
void NameRounds::ask(Contact& contact, std::int64_t patience_ms) {
  left_ms_ = patience_ms;
  const auto status = read(contact, "/cluster/status", proxmox::clusterStatusIn);
  if (!status) return;
  const auto* const local = status->local();
  ClusterIdentity identity;
  if (local != nullptr && isNodeName(local->name)) {
    const auto root =
        read(contact, "/nodes/" + local->name + "/certificates/info", proxmox::rootCertificateIn);
    if (!root) return;
    identity = ClusterIdentity::of(*status, *root);
  }
  const std::int64_t now_ms = host_.steadyMs();
  if (identity != leadership_.identity())
    return contact.failed(leavesAlone(contact.client().endpoint().url()), now_ms,
                          identity.known() ? Contact::Doubt::kForeign : Contact::Doubt::kNone);
  contact.setNode(local->name);
  contact.setVerified();
  contact.meet();
  contact.answered(now_ms);
}

}  // namespace pipevane::proxmox_poll
