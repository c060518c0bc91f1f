// The service "pipevane.archive/1" of a source: what the watched system itself has kept of the time
// before it was watched. A history asks for it when somebody looks that far back.
#ifndef PIPEVANE_ARCHIVE_H
#define PIPEVANE_ARCHIVE_H

#include <pipevane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_ARCHIVE "pipevane.archive/1"

typedef struct pv_archive_query {
  uint32_t size;
  int32_t aggregate;   /* as in history.h; where it is not kept, averages come */
  int64_t from_ms;     /* inclusive */
  int64_t to_ms;       /* exclusive */
  int64_t patience_ms; /* how long the caller can wait, really; 0: only what is at hand */
  pv_entity_id entity;
  size_t metric_count;
  const pv_metric_id* metrics;
  /* Called at most once, with the context of `visit`, where something is not told: why, in words
   * that follow the archive's name ("may not be read: ..."), without an end. Null: the asker does
   * not want to know. */
  void (*incomplete)(void* context, pv_text why);
} pv_archive_query;

/* One metric's points, columns of one length: each is about a time of its own, of a length of its
 * own, and none about a time that another one is about. All that touch the range; where nothing is
 * known there is no point. */
typedef struct pv_archive_points {
  uint32_t size;
  pv_metric_id metric;
  size_t count;
  const int64_t* times_ms; /* ascending; begin */
  const int64_t* steps_ms; /* length, above 0 */
  const double* values;    /* finite; an average or the maximum of that time */
} pv_archive_points;

typedef struct pv_archive {
  uint32_t size;
  const char* name; /* whose it is, in a few words for people */
  /* [any] Whether that entity's past is here. Returns at once. */
  bool (*keeps)(void* self, pv_entity_id entity);
  /* [any] Calls `visit` at most once for each metric asked for. PV_RETRY: not all that there may be
   * was told, as it did not come in time. PV_FAILED: nor will it by asking again at once. What was
   * told is right all the same. */
  pv_status (*query)(void* self, const pv_archive_query* query, void* context,
                     void (*visit)(void* context, const pv_archive_points* points));
} pv_archive;

#ifdef __cplusplus
}
#endif
#endif
