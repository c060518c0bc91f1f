// What is there when nobody of a cluster can be asked any more: nobody knows what runs.
#pragma once

#include "plugins/proxmox/leadership/rivals.h"
#include "plugins/proxmox_poll/entities.h"
#include "plugins/proxmox_poll/legacy.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <set>
#include <string>

namespace pipevane::proxmox_poll {

// [worker] Says once of a cluster of which nobody was heard for long, and that no other source
// leads, that the state of all nodes, guests and storages is unknown: of what this source told of
// it itself, and of what it has from another one. Figures need no word: they grow old.
class Silence {
 public:
  Silence(const Host& host, std::int64_t interval_ms);

  // Of the one in whose place this one comes.
  void takeOver(LastWords words) { words_ = std::move(words); }
  const LastWords& words() const { return words_; }

  // This source knows of that cluster: where it was not heard before, it is now.
  void begin(const std::string& cluster);
  // This source told a list of its resources.
  void end(const std::string& cluster);
  // Heard last long ago, and nobody else's. What others tell of a cluster is listened to.
  std::set<std::string> due();
  // When to look for that next, by the steady clock, as long as nobody is heard.
  std::int64_t dueAtMs() const;
  // Of those of `entities` that are of such a cluster. Which ones that were.
  std::set<std::string> tell(const Entities& entities, const Output& output);

 private:
  void listen(const proxmox::Rival& leader, LastWord& word) const;

  Host host_;
  std::int64_t patience_ms_;
  LastWords words_;
};

}  // namespace pipevane::proxmox_poll
