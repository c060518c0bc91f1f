// Whether those that may be somebody else are who they should be again.
#pragma once

#include "plugins/proxmox/contacts/budget.h"
#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox_poll/doctor/checkup.h"

#include <pipevane/host.h>

#include <cstdint>
#include <string>

namespace pipevane::proxmox_poll {

// As long as another one answers nobody else would ask them, and that it was put right would not be
// noticed. [worker] One thread.
class ProofRounds {
 public:
  // For one handshake, of which the cycle waits for the end.
  static constexpr std::int64_t kPatienceMs = 3'000;

  // All outlive this.
  ProofRounds(const Host& host, proxmox::Contacts& contacts, Checkup& checkup,
              proxmox::Budget& budget, const std::string& token_id)
      : host_(host), contacts_(contacts), checkup_(checkup), budget_(budget), token_id_(token_id) {}

  // Each of the endpoints of the options that showed a wrong certificate last and has rested. It is
  // asked nothing, and the token is not sent.
  void ask();

 private:
  void ask(proxmox::Contact& contact);

  Host host_;
  proxmox::Contacts& contacts_;
  Checkup& checkup_;
  proxmox::Budget& budget_;
  const std::string& token_id_;
};

}  // namespace pipevane::proxmox_poll
