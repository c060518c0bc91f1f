// Which nodes those are that the options name and that nobody had a reason to ask so far.
#pragma once

#include "plugins/proxmox_poll/budget.h"
#include "plugins/proxmox_poll/contacts.h"
#include "plugins/proxmox_poll/leadership.h"

#include <pipevane/host.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

// A member that has to be asked by itself may be reached at one of them alone, as where the cluster
// tells addresses of a network of its own. What they answer is no part of the pipeline: the decoder
// takes what it hears for the words of the node that is asked for the whole cluster.
// [worker] One thread.
class NameRounds {
 public:
  // For all of them in a cycle; each has a share of it, but that at least for each question.
  static constexpr std::int64_t kPatienceMs = 2'000;
  static constexpr std::int64_t kLeastPatienceMs = 500;

  // All outlive this.
  NameRounds(const Host& host, Contacts& contacts, const std::string& token_id, Budget& budget,
             const Leadership& leadership)
      : host_(host),
        contacts_(contacts),
        token_id_(token_id),
        budget_(budget),
        leadership_(leadership) {}

  // Asks each that has no node's name and does not rest, within that time; the names that came of
  // it. Who does not answer, or is of another cluster, rests. Nothing is asked while it is not
  // known which cluster is watched.
  std::vector<std::string> ask(std::int64_t patience_ms);

 private:
  void ask(Contact& contact, std::int64_t patience_ms);
  template <class Read>
  auto read(Contact& contact, const std::string& path, const Read& read_body);

  Host host_;
  Contacts& contacts_;
  const std::string& token_id_;
  Budget& budget_;
  const Leadership& leadership_;
  std::int64_t left_ms_ = 0;  // for who is asked
};

}  // namespace pipevane::proxmox_poll
