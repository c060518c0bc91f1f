// Which nodes those are that the options name and that nobody had a reason to ask so far.
#pragma once

#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/contacts/deadline.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_poll/membership.h"

#include <pipevane/host.h>

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

// A member that has to be asked by itself may be reached at one of them alone, as where the cluster
// tells addresses of a network of its own.
// [worker] One thread.
class NameRounds {
 public:
  // For all of them in a cycle; each has a share of it, but that at least: who would have less
  // waits for the next cycle.
  static constexpr std::int64_t kPatienceMs = 2'000;
  static constexpr std::int64_t kLeastPatienceMs = 500;

  // All outlive this.
  NameRounds(const Host& host, proxmox::Contacts& contacts, Membership& membership,
             const proxmox::Leadership& leadership)
      : host_(host), contacts_(contacts), membership_(membership), leadership_(leadership) {}

  // Asks each that has no node's name and does not rest, within that time; the names that came of
  // it. Who does not answer, or is of another cluster, rests. Nothing is asked while it is not
  // known which cluster is watched.
  std::vector<std::string> ask(std::int64_t patience_ms);

 private:
  void ask(proxmox::Contact& contact, const proxmox::Deadline& deadline);

  Host host_;
  proxmox::Contacts& contacts_;
  Membership& membership_;
  const proxmox::Leadership& leadership_;
};

}  // namespace pipevane::proxmox_poll
