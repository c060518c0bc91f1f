// What was told of a cluster by the source that leads, or by the one that this one comes in place
// of, for when it goes on itself.
#pragma once

#include "plugins/proxmox_poll/entities.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <functional>
#include <optional>

namespace pipevane::proxmox_poll {

// Who stands by says of every entity that it is there, and nothing about it: the engine takes an
// entity away only when nobody is left who said so, and who leads may be the next to go. Who takes
// over takes away what went meanwhile, as the one that led does not know. Of what was told in this
// place before, and is of another cluster or not told by who leads now, each is taken away as soon
// as nobody else says that it is there. [worker]
class Inheritance {
 public:
  // All that others say is there, whoever told it before. Nothing: some have not heard yet what
  // they watch, and may say it.
  using Others = std::function<std::optional<Entities>()>;

  explicit Inheritance(const Host& host) : host_(host) {}

  // What was told until now: by the one in whose place this one comes, by the one that gave it the
  // lead, or by itself as the one that led.
  void take(Entities told);
  // The same, of one that gave the lead away: who leads took its word for all of it, and takes away
  // itself what of that is gone.
  void give(Entities told);
  // For the one in its place: all that is to be answered for.
  Entities legacy() const;
  // Of the entities of others, and of one's own cluster, those that are there, or may be.
  const Entities& known() const { return known_; }
  // `entities`: all that the leader tells of now. What was taken away.
  Entities follow(Entities entities, const Others& others, std::int64_t now_ms,
                  const Output& output);
  // After each cycle of one's own; `entities`: what it told of. Of the others those that it would
  // have told of as `sees` says are gone; the rest of its own cluster is unknown, and stays. What
  // of another cluster was taken away.
  Entities settle(Entities entities, const Others& others,
                  const std::function<bool(EntityId)>& ours,
                  const std::function<bool(EntityId)>& sees, std::int64_t now_ms,
                  const Output& output);
  // Somebody missed what was said.
  void refresh() { unknown_ = false; }

 private:
  // One list may be short by a race inside the server; two in a row are the truth.
  static constexpr int kMissedMax = 2;

  Entities letGo(const Others& others, std::int64_t now_ms, const Output& output);
  void removeIf(const std::function<bool(EntityId)>& gone, std::int64_t now_ms,
                const Output& output);

  Host host_;
  // All in their order.
  Entities known_;
  Entities left_;         // told in this place before, and none of those
  Entities fresh_;        // said to be there by `follow` first, and not in a later list yet
  bool followed_ = true;  // what is known is what the leader told last
  int cycles_ = 0;
  bool unknown_ = false;  // said so of them
};

}  // namespace pipevane::proxmox_poll
