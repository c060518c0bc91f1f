// What the program says by its exit code; the numbers of sysexits.h.
#pragma once

namespace pipevane::host {

inline constexpr int kFine = 0;
inline constexpr int kOther = 1;
inline constexpr int kUsage = 64;
inline constexpr int kServiceMissing =
    69;  // no plugins to work with, or what is examined does not work
inline constexpr int kConfiguration = 78;

}  // namespace pipevane::host
