// The attributes of an entity: what is known, and what changed since they were last sent.
#pragma once

#include <pipevane/text.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

enum class Attribute : std::uint8_t {
  kName,
  kStatus,
  kVmid,
  kNode,
  kTemplate,
  kTags,
  kPool,
  kLock,
  kHaState,
  kLevel,
  kCgroupMode,
  kShared,
  kContent,
  kStorageType,
  kMemorySource,
  kQuorate,
  kVersion,
  kGuestsHidden,
  kCount
};

// Of every guest, and all are compared in each cycle: the values lie one behind the other in one
// text, a tenth of what a string for each would take.
class Attributes {
 public:
  void set(Attribute attribute, std::string_view value) {
    if (has(attribute) && view(attribute) == value) return;
    replace(attribute, value);
    known_ |= bit(attribute);
    change(attribute);
  }
  void forget(Attribute attribute) {
    if (!has(attribute)) return;
    replace(attribute, {});
    known_ &= ~bit(attribute);
    change(attribute);
  }
  void setOrForget(Attribute attribute, const std::optional<std::string_view>& value) {
    if (value && !value->empty())
      set(attribute, *value);
    else
      forget(attribute);
  }
  bool known(Attribute attribute) const { return has(attribute); }
  bool is(Attribute attribute, std::string_view value) const {
    return has(attribute) && view(attribute) == value;
  }

  bool changed() const { return news_; }
  // All that is known counts as changed, since somebody missed it.
  void changeAll() {
    changed_ = known_;
    news_ = true;
  }
  // The same, and that the rest is not known: what somebody else said of it is over.
  void changeEvery() {
    changed_ = kEvery;
    news_ = true;
  }
  // Puts what changed into `out`, valid until the next change, and takes it as sent.
  void takeChanges(std::vector<pv_attribute>& out);

 private:
  using Bits = std::uint32_t;
  static constexpr std::size_t kCount = static_cast<std::size_t>(Attribute::kCount);
  static constexpr Bits kEvery = (Bits{1} << kCount) - 1;
  static_assert(kCount < 32);
  struct Place {
    std::uint32_t at = 0, size = 0;
  };

  static std::size_t index(Attribute attribute) { return static_cast<std::size_t>(attribute); }
  static Bits bit(Attribute attribute) { return Bits{1} << index(attribute); }
  bool has(Attribute attribute) const { return (known_ & bit(attribute)) != 0; }
  std::string_view view(Attribute attribute) const {
    const Place& place = places_[index(attribute)];
    return {text_.data() + place.at, place.size};
  }
  void replace(Attribute attribute, std::string_view value);
  void change(Attribute attribute) {
    changed_ |= bit(attribute);
    news_ = true;
  }

  std::string text_;
  Bits known_ = 0;
  Bits changed_ = 0;
  // A new entity is announced even where nothing is known of it.
  bool news_ = true;
  std::array<Place, kCount> places_;
};

}  // namespace pipevane::proxmox
