// The service "pipevane.history/1": range queries over recent samples, and the events beside them.
#ifndef PIPEVANE_HISTORY_H
#define PIPEVANE_HISTORY_H

#include <pipevane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_HISTORY "pipevane.history/1"

/* What is told of a step. PV_RATE is of a counter what it grew by in a second: between samples that
 * are at most PV_RATE_GAP_MS apart, and not where it fell, as it was begun anew then; one that was
 * above its old value again by the next sample is not seen to have been. Estimated ones that repeat
 * themselves have their next change spread over all the time since the last one; one within ten
 * seconds of the first look is not told, and neither is anything between them and others. Only
 * values are looked at and no uptime. A growth counts in the step of the sample at its end.
 * A number that a history does not know is answered PV_FAILED; one that knows no pv_history.at may
 * tell PV_AVERAGE instead of PV_RATE. */
enum { PV_AVERAGE = 0, PV_MINIMUM = 1, PV_MAXIMUM = 2, PV_LAST = 3, PV_RATE = 4 };
enum { PV_RATE_GAP_MS = 300000 };

/* What is made of all series' values of a step: an answer for each, or one for all. A number that a
 * history does not know is answered PV_FAILED; one that knows no pv_history.at may answer each. */
enum {
  PV_COMBINE_NONE = 0,
  PV_COMBINE_SUM = 1,
  PV_COMBINE_AVERAGE = 2,
  PV_COMBINE_MINIMUM = 3,
  PV_COMBINE_MAXIMUM = 4
};

typedef struct pv_history_query {
  uint32_t size;
  int32_t aggregate;
  int64_t from_ms;   /* inclusive */
  int64_t to_ms;     /* exclusive */
  int64_t step_ms;   /* 0: the samples as they are stored */
  size_t max_points; /* a series; the step is widened until it fits. 0: no limit of the asker's */
  size_t series_count;
  const pv_series_id* series;
  int64_t combine; /* PV_COMBINE_...; steps of a minute at least, where step_ms is 0 */
} pv_history_query;

/* So many points, from that one on. */
typedef struct pv_archived_span {
  size_t first;
  size_t count;
} pv_archived_span;

/* So many points, from that one on, of which no samples are kept any more: they are made of what
 * became of these, the least, the greatest and the average of each minute or hour. */
typedef struct pv_tier_span {
  size_t first;
  size_t count;
  int64_t tier_ms; /* the longest of these that is in them: 60000, 3600000 */
} pv_tier_span;

/* One series' answer, columns of one length. A step in which nothing was stored is left out: a gap
 * stays a gap. */
typedef struct pv_history_points {
  uint32_t size;
  pv_series_id series;
  int64_t step_ms; /* used for what is stored; 0: as stored */
  size_t count;
  const int64_t* times_ms;  /* ascending; begin of the step */
  const double* values;     /* the aggregate; NaN: the source said that it is unknown */
  const double* minimums;   /* NaN where the value is NaN, and where the step's was not measured: */
  const double* maximums;   /* an archive has averages. Its maximums are there where it has those */
  const uint8_t* qualities; /* the worst of the step's known samples; unknown: it has none */
  const int64_t* steps_ms; /* length of each one's step, 0: as stored; null: step_ms, all of them */
  size_t archived;         /* so many of the first ones come from an archive: see archive.h */
  pv_text archive;         /* whose that is, in words; absent: nobody's */
  int32_t archived_as;     /* the aggregate that the archived values are: PV_AVERAGE, PV_MAXIMUM */
  pv_text incomplete;      /* why there may be more than is told here, as an archive or the history's
                            * own disk was not in time or did not tell; a sentence without an end.
                            * Absent: there is not */
  size_t span_count;       /* all that comes from an archive: the first ones, and those in holes */
  const pv_archived_span* spans; /* between stored ones. Ascending, with stored ones between them */
  pv_text not_archived;   /* why what is missing is in no archive, so that asking again brings
                           * none of it; a sentence without an end. Absent: it may be, or
                           * nothing is missing */
  const uint32_t* counts; /* how many series are in each point where they are combined, else null.
                           * One of which nothing is known in the step is not, and where one is not
                           * the quality is estimated at best */
  size_t tier_span_count; /* all that is not of samples. Ascending */
  const pv_tier_span* tier_spans;
} pv_history_points;

/* How everything was at one time. */
typedef struct pv_history_moment {
  uint32_t size;
  int64_t time_ms;
  int64_t max_age_ms;  /* what is older than that then is left out */
  size_t series_count; /* 0: all that samples are kept of */
  const pv_series_id* series;
} pv_history_moment;

/* The newest sample of each series then, columns of one length. */
typedef struct pv_history_values {
  uint32_t size;
  size_t count;
  const pv_series_id* series;
  const int64_t* times_ms;
  const double* values; /* NaN: the source said that it is unknown */
  const uint8_t* qualities;
} pv_history_values;

typedef struct pv_history {
  uint32_t size;
  /* [any] Calls `visit` once for each series asked for, in that order; a series without samples has
   * count 0. Where they are combined it is called once, for PV_NONE; the minimums and maximums are
   * then the bounds of what the combined value was within the step: what is made of the series'. */
  pv_status (*query)(void* self, const pv_history_query* query, void* context,
                     void (*visit)(void* context, const pv_history_points* points));
  /* [any] The events that began in [from_ms, to_ms), newest first, at most `limit`; each in its
   * latest state. */
  pv_status (*events)(void* self, int64_t from_ms, int64_t to_ms, size_t limit, void* context,
                      void (*visit)(void* context, const pv_event* event));
  /* [any] Source times of the oldest and newest sample kept; both 0 where there is none. A history
   * that has some of an earlier run names them in the dictionary before it answers any call. */
  pv_status (*extent)(void* self, int64_t* oldest_ms, int64_t* newest_ms);
  /* [any] Calls `visit` with some of the series after the other, in no order; each that has a
   * sample is in one of them. What comes meanwhile may be in the later ones. */
  pv_status (*at)(void* self, const pv_history_moment* moment, void* context,
                  void (*visit)(void* context, const pv_history_values* values));
} pv_history;

#ifdef __cplusplus
}
#endif
#endif
