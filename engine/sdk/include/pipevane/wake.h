// The host's extension "pipevane.wake/1": a component ends its own wait early, because it was asked
// for something that shall not wait as long.
#ifndef PIPEVANE_WAKE_H
#define PIPEVANE_WAKE_H

#include <pipevane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_WAKE "pipevane.wake/1"

typedef struct pv_wake {
  uint32_t size;
  void (*wake)(void* host); /* [any] The wait_until that is under way, else the next one, returns
                               true before its time. Several before it are one. */
} pv_wake;

#ifdef __cplusplus
}
#endif
#endif
