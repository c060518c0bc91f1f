// The service "pipevane.history-stored/1", beside "pipevane.history/1" of the same component: what
// is stored and nothing else, for whoever goes through all of it and must not ask the watched
// systems for the rest.
#ifndef PIPEVANE_HISTORY_STORED_H
#define PIPEVANE_HISTORY_STORED_H

#include <pipevane/history.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_HISTORY_STORED "pipevane.history-stored/1"

typedef struct pv_history_stored {
  uint32_t size;
  /* [any] As pv_history's, but that no archive is asked; and where step_ms is 0 samples alone are
   * told, nothing that became of older ones. */
  pv_status (*query)(void* self, const pv_history_query* query, void* context,
                     void (*visit)(void* context, const pv_history_points* points));
  /* [any] Source times of the oldest and the newest sample that is kept of one series, or that
   * anything is kept of; both 0 where there is none. */
  pv_status (*extent)(void* self, pv_series_id series, int64_t* oldest_ms, int64_t* newest_ms);
} pv_history_stored;

#ifdef __cplusplus
}
#endif
#endif
