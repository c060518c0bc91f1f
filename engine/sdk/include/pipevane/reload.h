// The host's extension "pipevane.reload/1": the configuration is read anew, and the running
// pipeline becomes what it says.
#ifndef PIPEVANE_RELOAD_H
#define PIPEVANE_RELOAD_H

#include <pipevane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_RELOAD "pipevane.reload/1"

enum {
  PV_RELOAD_ACCEPTED = 0, /* the pipeline is being changed, or there is nothing to change */
  PV_RELOAD_REFUSED = 1,  /* unless a problem says otherwise, the pipeline is as it was */
  PV_RELOAD_BUSY = 2      /* an earlier change is still being made, or the pipeline stops */
};

typedef struct pv_text_list {
  size_t count;
  const pv_text* items;
} pv_text_list;

typedef struct pv_reload_outcome {
  uint32_t size;
  int32_t result;
  pv_text_list problems;                           /* refused: one sentence each */
  pv_text_list added, removed, restarted, rewired; /* accepted: ids of components */
  uint64_t kept; /* how many go on as they are, the rewired ones too */
} pv_reload_outcome;

typedef struct pv_reload {
  uint32_t size;
  /* [any] Calls `visit` once the configuration was read and the pipeline changed, or not. Where the
   * asker itself is stopped for it, the change follows the call. */
  pv_status (*request)(void* host, void* context,
                       void (*visit)(void* context, const pv_reload_outcome* outcome));
} pv_reload;

#ifdef __cplusplus
}
#endif
#endif
