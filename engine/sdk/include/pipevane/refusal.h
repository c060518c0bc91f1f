// The host's extension "pipevane.refusal/1": whether the newest configuration could be used.
#ifndef PIPEVANE_REFUSAL_H
#define PIPEVANE_REFUSAL_H

#include <pipevane/abi.h>
#include <pipevane/reload.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_REFUSAL "pipevane.refusal/1"

typedef struct pv_refusal {
  uint32_t size;
  uint32_t left_out;     /* how many problems are not among these */
  int64_t since_ms;      /* when it was refused, by the time of day */
  pv_text_list problems; /* one sentence each */
} pv_refusal;

typedef struct pv_refusals {
  uint32_t size;
  /* [any] Calls `visit` at once with why the newest configuration was refused, however it came to
   * be read; not at all where it was accepted. What is shown is valid during the call. */
  pv_status (*read)(void* host, void* context,
                    void (*visit)(void* context, const pv_refusal* refusal));
} pv_refusals;

#ifdef __cplusplus
}
#endif
#endif
