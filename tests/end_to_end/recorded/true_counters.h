// What the recorded guests really did: every ten seconds, read where the load was made.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::testing {

enum class TrueFigure : std::uint8_t {
  kCpuSeconds,  // of all its cores together, since the process began; so are the bytes
  kReceived,
  kTransmitted,
  kRead,
  kWritten,
  kMemory,  // bytes that the guest uses, as it would say itself
  kCount
};

struct TrueMoment {
  std::int64_t time_ms = 0;
  int life = 0;  // of the guest: another one with each process
  std::array<double, static_cast<std::size_t>(TrueFigure::kCount)> figures{};

  double of(TrueFigure figure) const { return figures[static_cast<std::size_t>(figure)]; }
};

class TrueCounters {
 public:
  // Of truth-counters.jsonl.zst. Throws where it cannot be read.
  explicit TrueCounters(const std::filesystem::path& file);

  // The last moments up to a time and the first ones behind it, so many on either side and all of
  // one life; empty where there are none.
  std::vector<TrueMoment> around(const std::string& vmid, std::int64_t time_ms,
                                 std::size_t each_side = 1) const;

 private:
  std::map<std::string, std::vector<TrueMoment>> moments_;
};

}  // namespace pipevane::testing
