// The service "pipevane.handover/1": what a component has in memory goes on in the one that a
// reload makes in its place, of the same id and type, with other options. What the one before has
// told of then stays as well, and it is for the next one to say what of it is gone.
#ifndef PIPEVANE_HANDOVER_H
#define PIPEVANE_HANDOVER_H

#include <pipevane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_HANDOVER "pipevane.handover/1"

typedef struct pv_handover {
  uint32_t size;
  /* [worker] The last call before `destroy`, once it has stopped; of a source also where it failed
   * or could not start: it has missed nothing, while another one has. What it leaves, without the
   * component or its host in it. NULL: nothing. */
  void* (*give)(void* self);
  /* [main] or [worker] Before `start`: what `give` of a component of this type returned. From now
   * on it is this one's own. */
  void (*take)(void* self, void* legacy);
  /* [any] Of what nobody takes. */
  void (*discard)(void* legacy);
} pv_handover;

#ifdef __cplusplus
}
#endif
#endif
