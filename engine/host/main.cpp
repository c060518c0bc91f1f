#include "engine/host/application.h"

#include <iostream>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

// glibc learns from the first large block that is freed to keep such memory for itself, up to 32 MB
// in every thread, and gives every thread a heap of its own. Large blocks are rare here and shall
// go back at once; what is done often does not allocate, so that two heaps do for all threads.
void keepMemorySmall() {
#ifdef __GLIBC__
  constexpr int kLarge = 128 * 1024, kHeaps = 2;
  mallopt(M_MMAP_THRESHOLD, kLarge);
  mallopt(M_TRIM_THRESHOLD, kLarge);
  mallopt(M_ARENA_MAX, kHeaps);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  keepMemorySmall();
  try {
    pipevane::host::PipevaneApplication application;
    application.init(argc, argv);
    return application.run();
  } catch (const Poco::Exception& error) {
    std::cerr << error.displayText() << '\n';
    return 1;
  }
}
