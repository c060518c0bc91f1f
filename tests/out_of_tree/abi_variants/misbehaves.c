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
  _exit(EXITS);
#elif defined(CLOSES_AND_HANGS)
  for (int file = 3; file < 256; ++file) close(file);
  for (;;) pause();
#elif defined(LEAVES_A_CHILD)
  if (fork() != 0) return;
  for (int file = 0; file < 3; ++file) close(file);  // nobody shall wait for these
  alarm(30);
  pause();
  _exit(0);
#endif
}

#include "numbers.c"
