// What the source calls its cluster, which may become another name while it runs.
#pragma once

#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/leadership/cluster_identity.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_events/poll_name.h"
#include "plugins/proxmox_events/settings.h"

#include <pipevane/host.h>

#include <cstdint>
#include <string>
#include <utility>

namespace pipevane::proxmox_events {

// [worker] As who polls it calls it, for that one tells of the entities, and never as another
// cluster is called that somebody polls: what happens here would be told of that one's guests.
class ClusterNaming {
 public:
  // What is only referred to outlives this.
  ClusterNaming(const Host& host, const Settings& settings, proxmox::events::EventDecoder& decoder,
                proxmox::Leadership& leadership)
      : host_(host),
        option_(settings.cluster),
        look_back_ms_(settings.look_back_ms),
        began_ms_(host.steadyMs()),
        decoder_(decoder),
        leadership_(leadership),
        poll_(host, settings.cluster) {}

  // Before it has a name: the one that it shall have, if no other cluster has it.
  std::string wanted(const proxmox::ClusterIdentity& identity);
  // Nothing but the polls can name it.
  bool dependsOnPolls() const { return option_.empty() && decoder_.clusterStatus().name.empty(); }
  // To be called before anything is told. Somebody who polls may have come, or may call it
  // otherwise by now: what happened is told again then, under the name that there is.
  void agree();
  // Once: that was so, and everything is to be asked for anew.
  bool takeChange() { return std::exchange(changed_, false); }
  // A sentence without an end; empty: nothing.
  const std::string& trouble() const { return poll_.trouble(); }

 private:
  Host host_;
  std::string option_;  // empty: as the answers say
  std::int64_t look_back_ms_, began_ms_;
  proxmox::events::EventDecoder& decoder_;
  proxmox::Leadership& leadership_;
  PollName poll_;
  bool changed_ = false;
};

}  // namespace pipevane::proxmox_events
