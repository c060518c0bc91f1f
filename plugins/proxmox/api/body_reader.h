// Reads the body of an answer, unpacked and never more than allowed.
#pragma once

#include <cstddef>
#include <istream>
#include <string>

namespace pipevane::proxmox {

// Throws CallError: kTooLarge, also for what unpacks to a hundred times its size and more, and
// kBroken where it ends too early or is not what it says it is. `length` is that of Content-Length,
// or negative.
std::string readBody(std::istream& in, std::int64_t length, bool gzip, std::size_t body_max);

}  // namespace pipevane::proxmox
