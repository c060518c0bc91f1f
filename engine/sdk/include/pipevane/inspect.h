// The service "pipevane.inspect/1": a component's state as one JSON object, for the state
// inspector.
#ifndef PIPEVANE_INSPECT_H
#define PIPEVANE_INSPECT_H

#include <pipevane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_INSPECT "pipevane.inspect/1"

typedef struct pv_inspect {
  uint32_t size;
  /* [any] Calls `visit` once, with a JSON object. No secrets in it. */
  pv_status (*read)(void* self, void* context, void (*visit)(void* context, pv_text json));
} pv_inspect;

#ifdef __cplusplus
}
#endif
#endif
