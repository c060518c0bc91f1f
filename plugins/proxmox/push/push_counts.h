// What became of what was pushed: every line and every data point is counted once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pipevane::proxmox {

// Why a line, a data point or a whole body was not taken.
enum class Refusal : std::uint8_t {
  kUnreadable,
  kTooLong,
  kNotProxmox,
  kNoTime,
  kAhead,
  kBehind,
  kLate,
  kBadName,
  kBadValue,
  kForeign,
  kSameNode,
  kSameGuest,
  kNoRoom,
  kCount
};

inline constexpr std::size_t kRefusals = static_cast<std::size_t>(Refusal::kCount);

// Words for the figures, and a sentence's end for people.
struct RefusalWords {
  std::string_view word, sentence;
};
inline constexpr std::array<RefusalWords, kRefusals> kRefusalWords = {{
    {"unreadable", "could not be read"},
    {"too_long", "were longer than any that Proxmox VE sends"},
    {"not_proxmox", "were not Proxmox VE's"},
    {"no_time", "had no time"},
    {"ahead", "had a time that is too far ahead of ours"},
    {"behind", "had a time that is too far behind ours"},
    {"late", "were older than what was told already"},
    {"bad_name", "had a name that nothing in Proxmox VE may have"},
    {"bad_value", "had a value that there cannot be"},
    {"foreign_sender", "came from who is not among the senders"},
    {"same_node", "came from a second machine with the same node's name"},
    {"same_guest", "were of a guest that another node tells of as well"},
    {"no_room", "were one too many"},
}};
constexpr const RefusalWords& wordsOf(Refusal refusal) {
  return kRefusalWords[static_cast<std::size_t>(refusal)];
}

struct PushCounts {
  std::uint64_t pushes = 0;      // datagrams, pieces and bodies
  std::uint64_t lines = 0;       // and data points
  std::uint64_t used = 0;        // of these: what they tell is shown
  std::uint64_t passed = 0;      // of these: Proxmox VE's, and nothing in them is shown
  std::uint64_t values = 0;      // numbers and texts in all of them that were read
  std::uint64_t bad_values = 0;  // of these: not what is expected there
  std::array<std::uint64_t, kRefusals> refused{};

  void refuse(Refusal refusal, std::uint64_t lines_of_it = 1) {
    refused[static_cast<std::size_t>(refusal)] += lines_of_it;
  }
  std::uint64_t of(Refusal refusal) const { return refused[static_cast<std::size_t>(refusal)]; }
  std::uint64_t allRefused() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t each : refused) sum += each;
    return sum;
  }
};

}  // namespace pipevane::proxmox
