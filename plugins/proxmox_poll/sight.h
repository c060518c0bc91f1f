// Whether a list that shows no guests means that there are none, or that the token may not see
// them: Proxmox VE answers both alike.
#pragma once

#include "plugins/proxmox/permissions.h"
#include "plugins/proxmox/resource_summary.h"
#include "plugins/proxmox/rights/lacking.h"

#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

class Sight {
 public:
  // Between two questions while it goes on, so that what was granted is seen soon.
  static constexpr std::int64_t kAgainMs = 60'000;

  explicit Sight(const std::string& token_id) : token_id_(token_id) {}

  // Whether /access/permissions is to be asked for, now that this was listed: while that may not be
  // all there is, and once when it is again, as what was said of the rights may be past. By the
  // steady clock.
  bool due(const proxmox::ResourceSummary& listed, std::int64_t now_ms);
  // It came to nothing: with the next list once more.
  void notAsked() { asked_ms_.reset(); }
  bool inDoubt() const { return in_doubt_; }
  // What came of it; nothing: `why` it is not known.
  void learn(const std::optional<proxmox::Permissions>& permissions, const std::string& why);
  // What may be there and is not seen, with the privilege, the path and the command; a sentence
  // without an end. Empty: nothing, as far as is known.
  const std::string& trouble() const { return trouble_; }
  // That is also why what is asked of the cluster is refused.
  bool explainsRefusals() const { return explains_refusals_; }
  // The same of what is asked of nodes.
  bool explainsNodesRefusals() const { return explains_nodes_refusals_; }

 private:
  bool explains(const proxmox::Need& need) const;
  void explainGuest(const proxmox::Permissions& permissions);

  const std::string& token_id_;
  std::optional<std::int64_t> asked_ms_;
  bool in_doubt_ = false;                      // the last list may not be all there is
  bool lists_nothing_ = false;                 // not even a node
  proxmox::ResourceSummary::Missing missing_;  // in the last list
  std::string trouble_;
  bool explains_refusals_ = false, explains_nodes_refusals_ = false;
};

}  // namespace pipevane::proxmox_poll
