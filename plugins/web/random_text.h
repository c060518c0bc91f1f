// Texts that nobody can guess.
#pragma once

#include <cstddef>
#include <string>

namespace pipevane::web {

// So many random bytes from the operating system, in hexadecimal.
std::string randomText(std::size_t bytes);

}  // namespace pipevane::web
