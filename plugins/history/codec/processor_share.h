// A share of processors as Proxmox VE tells it of a guest: what it worked, in whole milliseconds,
// by a length of time and by how many processors it has, with fifteen digits. Guests that were
// looked at together have the same length. That is the difference of two times in seconds that are
// doubles, of which those from 2004 to 2038 are whole steps of 2^-22 s.
#pragma once

#include <cstdint>
#include <span>

namespace pipevane::history {

// In steps: half a minute, three times what mostly passes.
inline constexpr std::int64_t kLengthMost = std::int64_t{1} << 27U;

// The share, to the last bit as Proxmox VE and who reads its text have it. Whatever is given, it is
// some number.
double shareOf(std::int64_t work_ms, std::int64_t length, double processors);
// The same of many; columns of one length.
void sharesOf(std::span<const std::int64_t> works_ms, std::span<const std::int64_t> lengths,
              double processors, std::span<double> shares);
// The work that is nearest to that share; and whether it can be that.
std::int64_t workOf(double share, std::int64_t length, double processors);
bool mayBeOf(double share, std::int64_t length, double processors);

// A share that is not 0 is of a multiple of so many steps, and of nothing else; 0: it is of no
// length, or of too much work to tell.
std::int64_t leastLengthOf(double share, double processors);

}  // namespace pipevane::history
