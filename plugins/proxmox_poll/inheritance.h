// What the source that leads has told, for when another one goes on in its place.
#pragma once

#include <pipevane/output.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace pipevane::proxmox_poll {

// Who stands by says of every entity that it is there, and nothing about it: the engine takes an
// entity away only when nobody is left who said so, and who leads may be the next to go. Who takes
// over takes away what went meanwhile, as the one that led does not know. [worker]
class Inheritance {
 public:
  // `entities`: all that the leader tells of now.
  void follow(std::vector<EntityId> entities, std::int64_t now_ms, const Output& output);
  // After each cycle of one's own; `entities`: what it told of. Of the others, those that it would
  // have told of as `sees` says are gone; the rest is unknown, and stays.
  void settle(std::vector<EntityId> entities, const std::function<bool(EntityId)>& sees,
              std::int64_t now_ms, const Output& output);

 private:
  // One list may be short by a race inside the server; two in a row are the truth.
  static constexpr int kMissedMax = 2;

  std::vector<EntityId> known_;  // in their order
  int cycles_ = 0;
  bool unknown_ = false;  // said so of them
};

}  // namespace pipevane::proxmox_poll
