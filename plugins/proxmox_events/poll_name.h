// What a source that polls a cluster calls it.
#pragma once

#include "plugins/proxmox/leadership/cluster_identity.h"
#include "plugins/proxmox/leadership/rivals.h"

#include <pipevane/host.h>

#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox_events {

// [worker] Until all that poll know which clusters theirs are, or some seconds. Of a node on its
// own, which has no name of a cluster, so long that one that could not be reached has tried again.
// False where a stop was asked for.
bool awaitPolls(const Host& host, bool of_node_alone);

// [worker] One of another cluster has another name for it, whatever they call themselves. Of
// several names that one cluster has, as those that poll it have options of their own, it is the
// one that is wanted, else the first's in the pipeline.
class PollName {
 public:
  // `wanted`: the option "cluster"; empty: none.
  PollName(const Host& host, std::string wanted) : host_(host), wanted_(std::move(wanted)) {}

  // Empty: nobody polls it. One that fails, and waits to begin anew, keeps its word.
  std::string of(const proxmox::ClusterIdentity& identity);
  // That it has several, and nothing says which one is meant; a sentence without an end; empty:
  // it has not.
  const std::string& trouble() const { return trouble_; }

 private:
  std::string troubleOf(const std::vector<proxmox::Rival>& polls) const;

  Host host_;
  std::string wanted_;
  std::string by_, name_;  // whose name it was, and which
  std::string trouble_;
};

}  // namespace pipevane::proxmox_events
