// What was done to the recorded cluster, as the driver wrote it down, in the words of what must be
// seen of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox {

// From `time_ms` on it is so, and has to be told from `due_ms` on.
struct Deed {
  enum class Kind {
    kGuest,      // `attribute` of the guest `subject` is `value`
    kStarted,    // it runs on `value`, since then
    kDestroyed,  // it is gone
    kNode,       // the node `subject` and all guests on it are `value`, which is never "running"
    kStorage,    // figures of the shared storage `subject` are known where `value` is there
  };
  Kind kind;
  std::int64_t time_ms;
  std::int64_t due_ms;
  std::string subject;
  std::string attribute;
  std::optional<std::string> value;

  // Of two such the later one counts.
  bool sameThing(const Deed& other) const {
    return subject == other.subject && (attribute == other.attribute || attribute.empty());
  }
};

// In order of time. Tasks, log lines and push targets are no change of an entity, and are not among
// them.
std::vector<Deed> readTruthLog(const std::filesystem::path& file);

}  // namespace pipevane::proxmox
