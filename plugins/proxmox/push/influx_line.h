// One line of InfluxDB's line protocol.
#pragma once

#include "plugins/proxmox/push/push_counts.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

// A value of a field, as it stands in the line.
struct InfluxValue {
  std::string_view text;  // of a quoted one what is between the quotes
  bool quoted = false;
  bool escaped = false;  // there is a backslash in it
};

// Shows the line, and lives no longer, nor than the next one that is read. Used again for it.
class InfluxLine {
 public:
  // What is wrong with it, or nothing.
  std::optional<Refusal> read(std::string_view line);

  std::string_view measurement() const { return measurement_; }
  // Empty where it has none of that name. `host` is a node, a guest's name or a storage, as
  // `object` says.
  std::string_view object, host, node, vmid, instance, type;
  std::int64_t timeMs() const { return time_ms_; }

  // Calls take(key, value) for each field. False where they cannot be read to their end.
  template <class Take>
  bool eachField(Take take) const {
    std::string_view rest = fields_;
    while (!rest.empty()) {
      const std::size_t equals = rest.find('=');
      if (equals == 0 || equals == std::string_view::npos) return false;
      const std::string_view key = rest.substr(0, equals);
      rest.remove_prefix(equals + 1);
      InfluxValue value;
      if (!takeValue(rest, value)) return false;
      take(key, value);
    }
    return true;
  }

 private:
  bool readTags(std::string_view tags);
  std::string_view plain(std::string_view text, std::size_t which);
  static bool takeValue(std::string_view& rest, InfluxValue& value);

  std::string_view measurement_, fields_;
  std::int64_t time_ms_ = 0;
  std::string unescaped_[6];
};

// The text of a value without its backslashes, which may stand in `scratch`.
std::string_view textOf(const InfluxValue& value, std::string& scratch);

}  // namespace pipevane::proxmox
