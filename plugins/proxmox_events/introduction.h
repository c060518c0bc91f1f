// Who it is that answers: the members of its cluster, which cluster that is, what the token may
// see, and whether this source tells of it.
#pragma once

#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/leadership/cluster_identity.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_events/cluster_naming.h"
#include "plugins/proxmox_events/conversation.h"
#include "plugins/proxmox_events/settings.h"

#include <pipevane/host.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace pipevane::proxmox_events {

// [worker] Before anything is told of a cluster.
class Introduction {
 public:
  // What is only referred to outlives this.
  Introduction(const Host& host, const Settings& settings, proxmox::Contacts& contacts,
               proxmox::events::EventDecoder& decoder, proxmox::Leadership& leadership,
               ClusterNaming& naming)
      : host_(host),
        verify_(settings.clients.front().trust.verify),
        look_back_ms_(settings.look_back_ms),
        contacts_(contacts),
        decoder_(decoder),
        leadership_(leadership),
        naming_(naming) {}

  // The reply that ends it here; nothing: it is made, and this source tells of the cluster.
  std::optional<proxmox::Reply> ask(Conversation& conversation);

  // Each of them once more, later. The reply that ends the questions here, if there is one.
  std::optional<proxmox::Reply> askVersion(Conversation& conversation);
  std::optional<proxmox::Reply> askStatus(Conversation& conversation);
  std::optional<proxmox::Reply> askNodes(Conversation& conversation);
  std::optional<proxmox::Reply> askRights(Conversation& conversation);
  // When what the token may was told last, by the time of day.
  const std::optional<std::int64_t>& rightsMs() const { return rights_ms_; }

 private:
  std::optional<proxmox::Reply> askIdentity(Conversation& conversation);
  std::optional<proxmox::Reply> settle(const proxmox::ClusterIdentity& identity);
  bool isRenamed() const;
  bool mayComeToItself(const proxmox::Reply& reply);

  Host host_;
  bool verify_;
  std::int64_t look_back_ms_;
  proxmox::Contacts& contacts_;
  proxmox::events::EventDecoder& decoder_;
  proxmox::Leadership& leadership_;
  ClusterNaming& naming_;
  bool status_refused_ = false, identity_failed_ = false;
  std::optional<std::int64_t> rights_ms_;
};

}  // namespace pipevane::proxmox_events
