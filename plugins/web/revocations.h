// The sessions that were ended before their time, kept until that time: a restart does not bring
// one back. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace pipevane::web {

class Revocations {
 public:
  // Each was logged in with the token once; where there are more, the one that ends first goes.
  static constexpr std::size_t kMost = 4096;

  // Those kept in that folder; with no folder none are. Throws Error.
  explicit Revocations(const std::string& folder);

  // Throws Error where it cannot be written down; it holds until the end of the process then.
  void add(std::string_view claim, std::int64_t ends_s, std::int64_t now_s);
  bool contains(std::string_view claim) const { return ends_.contains(claim); }

 private:
  void forget(std::int64_t now_s);
  void write() const;

  const std::string file_;                                 // empty: nowhere
  std::map<std::string, std::int64_t, std::less<>> ends_;  // seconds since the epoch, by claim
};

}  // namespace pipevane::web
