// From the few keys that Proxmox VE uses to what they mean. A slot is found by three characters and
// the length, and only one key is compared then: a hundred thousand of them are looked up in each
// answer of a large cluster.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace pipevane::proxmox {

template <class Meaning>
struct KnownKey {
  std::string_view key;
  Meaning meaning{};
};

template <class Meaning>
class KeyTable {
 public:
  template <std::size_t kCount>
  constexpr explicit KeyTable(const KnownKey<Meaning> (&known)[kCount]) {
    static_assert(2 * kCount <= kSlots, "a slot is to be found at once");
    for (const KnownKey<Meaning>& each : known) {
      std::size_t at = slotOf(each.key);
      while (!slots_[at].key.empty()) at = (at + 1) % kSlots;
      slots_[at] = each;
    }
  }

  // Null where it is not known.
  const Meaning* find(std::string_view key) const {
    if (key.empty()) return nullptr;
    for (std::size_t at = slotOf(key); !slots_[at].key.empty(); at = (at + 1) % kSlots)
      if (slots_[at].key == key) return &slots_[at].meaning;
    return nullptr;
  }

 private:
  static constexpr std::size_t kSlots = 256;
  static constexpr std::size_t slotOf(std::string_view key) {
    const auto at = [key](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(key[i]));
    };
    return (key.size() * 37 + at(0) * 5 + at(key.size() / 2) * 11 + at(key.size() - 1) * 3) %
           kSlots;
  }

  std::array<KnownKey<Meaning>, kSlots> slots_{};
};

}  // namespace pipevane::proxmox
