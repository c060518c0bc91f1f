// A plugin with code that runs while it is being loaded, before anybody could look at it.
#include <signal.h>
#include <unistd.h>

__attribute__((constructor)) static void whileLoading(void) {
#if defined(CRASHES)
  signal(SIGSEGV, SIG_DFL);  // a sanitizer's handler would make an exit of it
  raise(SIGSEGV);
#elif defined(HANGS)
  for (;;) pause();
#elif defined(EXITS)
  _exit(0);
#endif
}

#include "numbers.c"
