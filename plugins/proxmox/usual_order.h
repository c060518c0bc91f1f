// The order in which an answer names objects. It is that of the one before but for what came or
// went, so that the object of the next id is mostly known without a look into a table, whose
// places are all over the memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

struct Object;

// Of one kind of answer.
class UsualOrder {
 public:
  // More are looked up in the table.
  static constexpr std::size_t kMost = 65'536;

  // A new answer. `generation` grows where an object is gone or an id stands for another one.
  void begin(std::uint64_t generation) {
    names_.resize(generation == generation_ ? std::min(next_, names_.size()) : 0);
    generation_ = generation;
    next_ = 0;
  }
  // The object of the next id; null: another one was expected.
  Object* expected(std::string_view id) {
    if (next_ >= names_.size() || names_[next_].id != id) return nullptr;
    if (next_ + kFetch < names_.size()) __builtin_prefetch(names_[next_ + kFetch].object, 1);
    return names_[next_++].object;
  }
  // It is this one.
  void note(std::string_view id, Object* object) {
    if (next_ < names_.size())
      names_[next_] = {std::string(id), object};
    else if (next_ < kMost)
      names_.push_back({std::string(id), object});
    else
      return;
    ++next_;
  }

 private:
  static constexpr std::size_t kFetch = 4;
  struct Named {
    std::string id;
    Object* object;
  };

  std::vector<Named> names_;
  std::size_t next_ = 0;
  std::uint64_t generation_ = 0;
};

}  // namespace pipevane::proxmox
