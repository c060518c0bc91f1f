// What an answer held that was not expected, counted by kind, so that a new release of Proxmox VE
// is noticed and nothing is left out in silence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

class Surprises {
 public:
  // More kinds than this are counted as "others": their names come from outside.
  static constexpr std::size_t kKindsMax = 64;
  // In bytes; what is longer is cut.
  static constexpr std::size_t kLongest = 120;

  // `what` is a kind in words, such as "entry of type \"fabric\"".
  void count(std::string_view what);
  // The same of a word that is not known, as a newer Proxmox VE may have it.
  void countNew(std::string_view what);
  bool isNew(std::string_view what) const { return new_.contains(what); }
  const std::map<std::string, std::uint64_t, std::less<>>& counts() const { return counts_; }
  std::uint64_t total() const {
    std::uint64_t sum = 0;
    for (const auto& each : counts_) sum += each.second;
    return sum;
  }

 private:
  std::map<std::string, std::uint64_t, std::less<>> counts_;
  std::set<std::string, std::less<>> new_;  // of those
};

}  // namespace pipevane::proxmox
