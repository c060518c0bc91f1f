// The extension "pipevane.refresh/1" of a source. A source sends an entity's attributes when they
// change; a consumer that was made anew, or that lost a batch, has to hear them all once more. The
// engine then asks for it.
#ifndef PIPEVANE_REFRESH_H
#define PIPEVANE_REFRESH_H

#include <pipevane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_REFRESH "pipevane.refresh/1"

typedef struct pv_refresh {
  uint32_t size;
  void (*refresh)(void* self); /* [any] Also while `run` runs: soon send every entity with all its
                                  attributes. */
} pv_refresh;

#ifdef __cplusplus
}
#endif
#endif
