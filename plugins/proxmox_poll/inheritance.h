// What was told of a cluster by the source that leads, or by the one that this one comes in place
// of, for when it goes on itself.
#pragma once

#include <pipevane/output.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace pipevane::proxmox_poll {

// Who stands by says of every entity that it is there, and nothing about it: the engine takes an
// entity away only when nobody is left who said so, and who leads may be the next to go. Who takes
// over takes away what went meanwhile, as the one that led does not know; and who comes in place of
// one that led takes away what that one told and nobody tells any more. [worker]
class Inheritance {
 public:
  // What somebody else tells is that one's own affair, whoever told it before.
  using Others = std::function<std::vector<EntityId>()>;
  // All that a source has told, for the one in its place: as the one that leads, which is to be
  // answered for, and after the one that leads.
  struct Legacy {
    std::vector<EntityId> led, followed;
    bool empty() const { return led.empty() && followed.empty(); }
  };

  // Before the first cycle.
  void take(const Legacy& legacy);
  // Of one that does not lead.
  Legacy legacy() const;
  // Of the entities of others those that are there, or may be.
  const std::vector<EntityId>& known() const { return known_; }
  // `entities`: all that the leader tells of now.
  void follow(std::vector<EntityId> entities, const Others& others, std::int64_t now_ms,
              const Output& output);
  // After each cycle of one's own; `entities`: what it told of. Of the others, those of another
  // cluster are gone, and those that it would have told of as `sees` says; the rest is unknown, and
  // stays.
  void settle(std::vector<EntityId> entities, const Others& others,
              const std::function<bool(EntityId)>& ours, const std::function<bool(EntityId)>& sees,
              std::int64_t now_ms, const Output& output);

 private:
  // One list may be short by a race inside the server; two in a row are the truth.
  static constexpr int kMissedMax = 2;

  void removeIf(const std::function<bool(EntityId)>& gone, std::int64_t now_ms,
                const Output& output);

  std::vector<EntityId> known_;  // in their order
  int cycles_ = 0;
  bool unknown_ = false;       // said so of them
  std::vector<EntityId> led_;  // of them, by the one before, and not compared with others' since
};

}  // namespace pipevane::proxmox_poll
