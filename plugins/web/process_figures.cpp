#include "plugins/web/process_figures.h"

#include <unistd.h>

#include <ctime>
#include <fstream>

namespace pipevane::web {

ProcessFigures processFigures() {
  ProcessFigures figures;
  timespec used{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0)
    figures.cpu_seconds =
        static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
  std::uint64_t size_pages = 0, resident_pages = 0;
  if (std::ifstream("/proc/self/statm") >> size_pages >> resident_pages)
    figures.resident_bytes = resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return figures;
}

}  // namespace pipevane::web
