// Everything that could grow has a limit here, with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pipevane::limits {

// An edge holds this much before its policy acts: two cycles of a cluster of 10,000 guests
// (about 2.5 MiB each) fit.
inline constexpr std::uint64_t kEdgeCapacityBytes = 8u << 20;

// The dictionary never forgets, so a source that invents names must be stopped before it fills the
// memory. 1 M entities are a hundred times the largest installation known; 32 metrics each.
inline constexpr std::size_t kEntities = 1u << 20;
// Of these one component may name an eighth, so that it takes no other one's room: with all that
// the bundled components remember of them some 350 MB. A cluster of 20,000 guests that gives a
// thousand a day a number that none had before gets there in four months.
inline constexpr std::size_t kEntitiesOfOne = kEntities / 8;
inline constexpr std::size_t kMetrics = 1u << 14;
inline constexpr std::size_t kSeries = 1u << 25;
// Longer names and units are refused by the dictionary: they come from hostile input, not from
// Proxmox VE.
inline constexpr std::size_t kNameBytes = 1024;

// Restart of a failed component: first pause, longest pause, and how long it must run well to count
// as recovered.
inline constexpr std::int64_t kBackoffFirstMs = 1'000;
inline constexpr std::int64_t kBackoffLongestMs = 60'000;
inline constexpr std::int64_t kRecoveredAfterMs = 60'000;

// What a component says of itself may be other words each time, and some of them a stranger's. The
// state has the newest at once; the log has so many new causes at once, and then one line in so
// long. A cause that was not there for so long has ended: it is new when it comes again.
inline constexpr std::int64_t kReasonsAtOnce = 4;
inline constexpr std::int64_t kReasonAgainMs = 60'000;
inline constexpr std::int64_t kCauseEndedMs = 600'000;
// Causes of an outage that are remembered, and those of one reason that are looked at: nobody reads
// a line that has more.
inline constexpr std::size_t kToldCauses = 64;
inline constexpr std::size_t kCausesOfAReason = 16;

// A sink may not ask for a longer pause than this before its batch is offered again.
inline constexpr std::int64_t kRetryLongestMs = 300'000;

// Loading a plugin takes milliseconds; one that takes this long hangs in an initialiser.
inline constexpr int kProbeTimeoutMs = 10'000;

// What a plugin says of itself is for people to read: a longer text has no end, and a list of
// choices that goes on for longer is not terminated.
inline constexpr std::size_t kDescriptionBytes = 4096;
inline constexpr std::size_t kChoices = 256;

// Why a plugin makes no component of its options, one sentence a line: room for whoever wrote sixty
// expressions and got all of them wrong.
inline constexpr std::size_t kRefusalBytes = 64u << 10;

// One batch, in memory: a hundred times a cycle of 10,000 guests, and four times the longest answer
// that an exchange may hold. A source that asks for more has lost count.
inline constexpr std::size_t kBatchBytes = 256u << 20;

// Batches kept for reuse, and the size above which one is given back to the system instead.
inline constexpr std::size_t kPooledBatches = 4;
inline constexpr std::size_t kPooledBatchBytes = 4u << 20;

}  // namespace pipevane::limits
