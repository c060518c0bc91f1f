// Whether it is a member itself that answers, where no certificate says so.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/contacts/budget.h"
#include "plugins/proxmox/contacts/contact.h"
#include "plugins/proxmox/contacts/deadline.h"
#include "plugins/proxmox/contacts/reply.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox/leadership/cluster_identity.h"
#include "plugins/proxmox/leadership/leadership.h"

#include <pipevane/host.h>

#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// [worker] An address may be another machine's by now. What that one would tell is of a node, and
// of guests, that have the same names in its cluster, and would go in among ours. What is answered
// here is no part of the pipeline: the decoder takes what it hears for the words of the node that
// is asked for the whole cluster.
class Membership {
 public:
  // All outlive this.
  Membership(const Host& host, const proxmox::FleetDecoder& decoder, const std::string& token_id,
             proxmox::Budget& budget, const proxmox::Leadership& leadership)
      : host_(host),
        decoder_(decoder),
        token_id_(token_id),
        budget_(budget),
        leadership_(leadership) {}

  struct Word {
    proxmox::Reply reply;  // not good: nothing of the rest is known
    proxmox::ClusterStatus status;
    proxmox::ClusterIdentity identity;  // not known where it does not say which node it is
  };
  // Asks somebody who it is, and for what proves of which cluster that is.
  Word askWho(proxmox::Contact& contact, const proxmox::Deadline& deadline);

  // Asks it who it is, once for each certificate that it shows. Nothing: there is time left to ask
  // it for more, and it says that it is this member of the cluster that is watched, and has that
  // one's root certificate, where that is known; or its certificate says so once it is spoken to.
  // Else the reply that says why it is not listened to.
  std::optional<proxmox::Reply> prove(proxmox::Contact& contact, const std::string& member,
                                      const proxmox::Deadline& deadline);

 private:
  template <class Read>
  auto read(proxmox::Contact& contact, const std::string& path, const Read& read_body,
            const proxmox::Deadline& deadline, proxmox::Reply& reply);
  Word askStatus(proxmox::Contact& contact, const proxmox::Deadline& deadline);
  void askRoot(proxmox::Contact& contact, const proxmox::Deadline& deadline, Word& word);
  proxmox::Reply tooLate(const proxmox::Contact& contact) const;
  std::string whyNot(const Word& word, const std::string& member,
                     const proxmox::Endpoint& endpoint) const;

  Host host_;
  const proxmox::FleetDecoder& decoder_;
  const std::string& token_id_;
  proxmox::Budget& budget_;
  const proxmox::Leadership& leadership_;
};

}  // namespace pipevane::proxmox_poll
