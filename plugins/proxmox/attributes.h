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
  kCount
};

class Attributes {
 public:
  void set(Attribute attribute, std::string_view value) {
    Entry& entry = entries_[index(attribute)];
    if (entry.value && *entry.value == value) return;
    entry.value.emplace(value);
    entry.changed = true;
    changed_ = true;
  }
  void forget(Attribute attribute) {
    Entry& entry = entries_[index(attribute)];
    if (!entry.value) return;
    entry.value.reset();
    entry.changed = true;
    changed_ = true;
  }
  void setOrForget(Attribute attribute, const std::optional<std::string_view>& value) {
    if (value && !value->empty())
      set(attribute, *value);
    else
      forget(attribute);
  }
  const std::optional<std::string>& get(Attribute attribute) const {
    return entries_[index(attribute)].value;
  }
  bool is(Attribute attribute, std::string_view value) const {
    return get(attribute) && *get(attribute) == value;
  }

  bool changed() const { return changed_; }
  // All that is known counts as changed, since somebody missed it.
  void changeAll() {
    for (Entry& entry : entries_) entry.changed = entry.value.has_value();
    changed_ = true;
  }
  // The same, and that the rest is not known: what somebody else said of it is over.
  void changeEvery() {
    for (Entry& entry : entries_) entry.changed = true;
    changed_ = true;
  }
  // Puts what changed into `out`, valid until the next change, and takes it as sent.
  void takeChanges(std::vector<pv_attribute>& out);

 private:
  struct Entry {
    std::optional<std::string> value;
    bool changed = false;
  };
  static std::size_t index(Attribute attribute) { return static_cast<std::size_t>(attribute); }

  std::array<Entry, static_cast<std::size_t>(Attribute::kCount)> entries_;
  // A new entity is announced even where nothing is known of it.
  bool changed_ = true;
};

}  // namespace pipevane::proxmox
