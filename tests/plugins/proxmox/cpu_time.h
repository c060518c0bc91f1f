// What something costs, whatever else the machine does.
#pragma once

#include <time.h>

namespace pipevane::proxmox {

// Of this thread, in ms of a processor.
template <class Act>
double cpuMs(Act act) {
  const auto now_ms = [] {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
  };
  const double begin_ms = now_ms();
  act();
  return now_ms() - begin_ms;
}

}  // namespace pipevane::proxmox
