// From Proxmox VE's ids to objects. Looked into for every row of every answer, so that an id lies
// beside its hash in one flat table: one place in memory for a look, where a map of nodes has
// three.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::proxmox {

struct Object;

class IdIndex {
 public:
  // Null where the id is not known.
  Object* find(std::string_view id) const {
    if (slots_.empty()) return nullptr;
    const std::size_t hash = hashOf(id);
    for (std::size_t at = hash & mask();; at = (at + 1) & mask()) {
      const Slot& slot = slots_[at];
      if (slot.object == nullptr) return nullptr;
      if (slot.hash == hash && slot.id == id) return slot.object;
    }
  }
  // In place of what it stood for before.
  void put(std::string_view id, Object* object) {
    if (2 * (count_ + 1) > slots_.size())
      remake(slots_.empty() ? kFirst : 2 * slots_.size(), [](const Object&) { return false; });
    place({hashOf(id), std::string(id), object});
  }
  std::size_t size() const { return count_; }
  // Rare: makes the table anew.
  template <class Gone>
  void forgetIf(Gone gone) {
    remake(slots_.size(), gone);
  }

 private:
  static constexpr std::size_t kFirst = 64;  // a power of two, as all sizes are
  struct Slot {
    std::size_t hash = 0;
    std::string id;
    Object* object = nullptr;
  };

  static std::size_t hashOf(std::string_view id) { return std::hash<std::string_view>{}(id); }
  std::size_t mask() const { return slots_.size() - 1; }
  template <class Gone>
  void remake(std::size_t size, Gone gone) {
    std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(size));
    count_ = 0;
    for (Slot& slot : before)
      if (slot.object != nullptr && !gone(*slot.object)) place(std::move(slot));
  }
  void place(Slot slot) {
    std::size_t at = slot.hash & mask();
    while (slots_[at].object != nullptr && slots_[at].id != slot.id) at = (at + 1) & mask();
    if (slots_[at].object == nullptr) ++count_;
    slots_[at] = std::move(slot);
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

}  // namespace pipevane::proxmox
