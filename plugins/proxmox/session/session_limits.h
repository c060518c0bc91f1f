// How large the parts of a session file may be. Reader and writer keep to the same limits.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pipevane::session {

// One line: the largest answer that is taken, an overlap of the metrics of 10,000 guests.
inline constexpr std::size_t kLineBytesMax = std::size_t{64} << 20;
// Reading one takes several times its size; what a longer line took is given back at once.
inline constexpr std::size_t kKeptBytes = std::size_t{2} << 20;
// What zstd itself accepts unasked: 128 MiB of window.
inline constexpr int kWindowLogMax = 27;
inline constexpr std::size_t kHeadersMax = 128;
// The year 9999, so that no sum of times can overflow.
inline constexpr std::int64_t kTimeMsMax = 253'402'300'799'999;
// No call lasts a day.
inline constexpr std::int64_t kDurationMsMax = 86'400'000;
// The format that is written; a file of a newer one is refused.
inline constexpr std::int64_t kFormat = 1;

}  // namespace pipevane::session
