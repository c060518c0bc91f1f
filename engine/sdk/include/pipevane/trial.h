// The service "pipevane.trial/1": whether a component that was made could start as well. At a
// reload the engine makes each component that is new or changed beside what runs. Those that offer
// this are asked, and what they say refuses the reload, before anything that runs is disturbed.
#ifndef PIPEVANE_TRIAL_H
#define PIPEVANE_TRIAL_H

#include <pipevane/abi.h>
#include <pipevane/reload.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_TRIAL "pipevane.trial/1"

/* Things that only one component can hold at a time are texts, the same for the same thing:
 * "tcp 127.0.0.1:3000", "tcp [::]:3000", "file /var/tape.zst" with the whole path. */
typedef struct pv_trial {
  uint32_t size;
  /* [main] Of a component that was made and is never started: whether `start` would succeed now.
   * Looks at what `start` needs as `start` does, leaves nothing behind, and does not wait for
   * others. What is `freed` is held now, and let go before `start` would be called. PV_FAILED: it
   * could not; `visit` was given one sentence once, why and what to do. */
  pv_status (*check)(void* self, pv_text_list freed, void* context,
                     void (*visit)(void* context, pv_text why));
  /* [any] Started or not: what it holds from its start to its end. Calls `visit` for each thing. */
  void (*holds)(void* self, void* context, void (*visit)(void* context, pv_text thing));
} pv_trial;

#ifdef __cplusplus
}
#endif
#endif
