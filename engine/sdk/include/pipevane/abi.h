// A member stands on one line with what it means:
// clang-format off
//
// The binary contract between the Pipevane engine and a plugin.
//
// A plugin is a shared object that exports one data symbol, `pipevane_plugin`. The engine reads its first fields
// before anything else, refuses what it cannot speak to, and lists the rest without creating a component.
//
// Rules for everything below
//   * No C++ type and no exception crosses a call, in either direction. Whoever allocates frees.
//   * A sized struct begins with its own size and grows at the end only; a reader looks no further than the smaller of
//     the two sizes. An array of sized structs is walked with the size that its first element states, a multiple of its
//     alignment. A struct that a call fills in has its size set by the caller, and is filled in no further.
//   * A struct without a size is frozen as it is.
//   * Pointers given to a call are valid during the call, unless said otherwise. Text is UTF-8, sized, not terminated,
//     unless it is a plain `const char*`.
//   * [main] the engine's control thread. [worker] the component's own thread, one call at a time. [any] any thread.
//   * Optional abilities are tables looked up by name and revision ("pipevane.history/1"); a published table never
//     changes, a changed one gets a new revision.
#ifndef PIPEVANE_ABI_H
#define PIPEVANE_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_MAGIC 0x31564E50u /* "PNV1" */
#define PV_ABI_MAJOR 1u      /* a plugin of another major is refused */
#define PV_ABI_MINOR 0u      /* a plugin of a newer minor is refused, of an older one accepted */
#define PV_SYMBOL "pipevane_plugin"
#define PV_NONE UINT32_MAX /* no entity, metric or series */

typedef struct pv_text {
  const char* data; /* null: absent, which is not the same as empty */
  size_t size;
} pv_text;

typedef int32_t pv_status;
enum {
  PV_OK = 0,
  PV_RETRY = 1,   /* nothing of it arrived; call again after the time given to pv_host.explain (sinks) */
  PV_DROP = 2,    /* it can never arrive; counted as lost, with the reason given to pv_host.explain (sinks) */
  PV_STOPPED = 3, /* a stop was asked for */
  PV_FAILED = 4,  /* the component cannot go on; the engine makes it anew with back-off */
  PV_GONE = 5     /* the component behind a service has stopped */
};

/* ---- What travels ------------------------------------------------------------------------------------------------ */

typedef uint32_t pv_entity_id; /* ids are given by the engine's dictionary and live as long as the process */
typedef uint32_t pv_metric_id;
typedef uint32_t pv_series_id;

/* Quality of a sample; an unknown one holds NaN. */
enum { PV_LIVE = 0, PV_STALE = 1, PV_HELD = 2, PV_ESTIMATED = 3, PV_UNKNOWN = 4 };
/* What a component wants and makes. */
enum { PV_SAMPLES = 1u, PV_ENTITIES = 2u, PV_EVENTS = 4u, PV_EXCHANGES = 8u };
/* Flags of a batch. */
enum { PV_BACKFILL = 1u, PV_END_OF_CYCLE = 2u };

typedef struct pv_attribute {
  pv_text name;
  pv_text value; /* absent data: the attribute is not known any more */
} pv_attribute;

enum { PV_UPSERT = 0, PV_REMOVE = 1 }; /* with status=unknown alone: given up, not gone where another source has it */

/* An entity appears, changes some of its attributes, or goes away. Attributes not listed stay as they were. */
typedef struct pv_entity_change {
  uint32_t size;
  int32_t kind;
  pv_entity_id entity;
  size_t attribute_count;
  const pv_attribute* attributes; /* name, status, node, tags, lock, template, ... as text */
} pv_entity_change;

enum { PV_SEVERITY_INFO = 0, PV_SEVERITY_NOTICE = 1, PV_SEVERITY_WARNING = 2, PV_SEVERITY_ERROR = 3 };

/* Something that happened. The same `id` again is the same event in a new state. */
typedef struct pv_event {
  uint32_t size;
  int32_t severity;
  int64_t time_ms; /* when it began */
  pv_entity_id entity;
  pv_text id;      /* unique for the source, for instance a task's UPID */
  pv_text type;    /* "task", "status", "migration", "node", "log", ... */
  pv_text state;   /* "running", "ok", "warning", "error", or absent where a state makes no sense */
  pv_text message; /* a sentence */
  size_t attribute_count;
  const pv_attribute* attributes;
} pv_event;

/* One raw API call and its answer, without credentials. */
typedef struct pv_exchange {
  uint32_t size;
  int32_t status;      /* of HTTP; 0: there was no answer, `reason` says why */
  int64_t time_ms;     /* when the call was made */
  int64_t duration_us;
  pv_text source;      /* id of the component that made it */
  pv_text cluster;     /* the cluster's name in entity keys, absent while not known */
  pv_text host;        /* "https://192.0.2.1:8006" */
  pv_text method;
  pv_text path;        /* "/api2/json/cluster/resources" */
  pv_text query;       /* without the question mark */
  pv_text reason;
  pv_text body;        /* as text, after decompression */
  size_t header_count; /* of the answer, names in lower case */
  const pv_attribute* headers;
} pv_exchange;

/* Immutable once pushed; every consumer of an edge sees the same memory. One source time a batch. */
typedef struct pv_batch {
  uint32_t size;
  uint32_t flags;
  int64_t time_ms;     /* the source's own time, ms since the epoch, UTC */
  uint64_t sequence;   /* of the component that pushed it, from 1 without gaps */
  pv_text component;   /* id of the component that pushed it */
  size_t sample_count; /* three columns of this length */
  const pv_series_id* series;
  const double* values;
  const uint8_t* qualities;
  size_t change_count;
  const pv_entity_change* changes;
  size_t event_count;
  const pv_event* events;
  size_t exchange_count;
  const pv_exchange* exchanges;
} pv_batch;

/* ---- What the engine offers -------------------------------------------------------------------------------------- */

enum { PV_LOG_ERROR = 0, PV_LOG_WARN = 1, PV_LOG_INFO = 2, PV_LOG_DEBUG = 3 };

typedef struct pv_host {
  uint32_t size;
  void* self;
  pv_text id;                                                     /* the component's, lives as long as it */
  int64_t (*now_ms)(void* self);                                  /* [any] the time of day, ms since the epoch, UTC. Somebody may set it, back or ahead, by hours: for times that are told or compared with others' times, not for pauses */
  void (*log)(void* self, int32_t level, pv_text message);        /* [any] */
  void (*report)(void* self, bool healthy, pv_text why);          /* [any] running, or degraded with a reason */
  void (*explain)(void* self, int64_t retry_after_ms, pv_text why); /* [worker] before answering RETRY, DROP, FAILED */
  bool (*wait_until)(void* self, int64_t time_ms);                /* [worker] sources; until so much has passed as now_ms is short of it at the call; false when a stop was asked for */
  bool (*stopping)(void* self);                                   /* [any] a stop was asked for */
  const void* (*extension)(void* self, const char* name);         /* [any] null where this engine lacks it */
  /* From here on only where `size` says so. */
  int64_t (*steady_ms)(void* self);                               /* [any] the monotonic clock: ms since some moment before the process began, 0 or more. Never goes back, nobody sets it, and it goes on while the machine sleeps; its numbers mean nothing to another process, and nothing beside now_ms. Under a virtual clock the virtual time */
  bool (*wait_until_steady)(void* self, int64_t steady_ms);       /* [worker] as wait_until, until steady_ms says so: for every pause */
} pv_host;

#define PV_DICTIONARY "pipevane.dictionary/1"

typedef struct pv_metric {
  uint32_t size;
  bool counter;
  pv_text name; /* valid as long as the process */
  pv_text unit;
} pv_metric;

/* Names are interned once and remembered by the caller. Ids count from 0; PV_NONE where the dictionary is full. */
typedef struct pv_dictionary {
  uint32_t size;
  pv_entity_id (*entity)(void* host, pv_text key);                              /* [any] */
  pv_metric_id (*metric)(void* host, pv_text name, pv_text unit, bool counter); /* [any] */
  pv_series_id (*series)(void* host, pv_entity_id entity, pv_metric_id metric); /* [any] */
  pv_entity_id (*find_entity)(void* host, pv_text key);                         /* [any] PV_NONE where never seen */
  pv_metric_id (*find_metric)(void* host, pv_text name);                        /* [any] PV_NONE where never seen */
  pv_series_id (*find_series)(void* host, pv_entity_id entity, pv_metric_id metric); /* [any] */
  pv_text (*entity_key)(void* host, pv_entity_id entity);                       /* [any] valid as long as the process */
  bool (*metric_info)(void* host, pv_metric_id metric, pv_metric* out);         /* [any] false: no such metric; out->size is set by the caller */
  bool (*series_info)(void* host, pv_series_id series, pv_entity_id* entity, pv_metric_id* metric); /* [any] */
  pv_metric_id (*remember_metric)(void* host, pv_text name, pv_text unit, bool counter); /* [any] as metric, of what is stored: unit and kind count until somebody asks for metric */
} pv_dictionary;

/* Batches are made in the engine's memory, so that nothing is copied on the way. A draft into which something did not
   go (no memory, larger than the engine's limit, a struct without its size) is not pushed in part: `push` takes it and
   answers FAILED, with the reason explained. So it does for a draft that is null; the other calls then do nothing. */
#define PV_OUTPUT "pipevane.output/1"

typedef struct pv_columns {
  pv_series_id* series;
  double* values;
  uint8_t* qualities;
} pv_columns;

typedef struct pv_output {
  uint32_t size;
  uint32_t (*wanted)(void* host);                                      /* [worker] what anybody downstream takes */
  void* (*begin)(void* host, int64_t time_ms, uint32_t flags);         /* [worker] a draft; null: no memory */
  pv_columns (*samples)(void* draft, size_t count);                    /* [worker] room for so many more, all to be filled in; earlier room moves. Null: no memory, or too large for one batch */
  void (*change)(void* draft, const pv_entity_change* change);         /* [worker] copied into the draft, as the next two */
  void (*event)(void* draft, const pv_event* event);                   /* [worker] */
  void (*exchange)(void* draft, const pv_exchange* exchange);          /* [worker] */
  pv_status (*push)(void* host, void* draft);                          /* [worker] waits while an edge that blocks is full; takes the draft */
  pv_status (*forward)(void* host, const pv_batch* batch, uint32_t flags); /* [worker] the batch in process() goes on, uncopied */
  void (*discard)(void* draft);                                        /* [worker] */
} pv_output;

/* Services: what one component offers to others. A table stays usable between acquire and release: the engine does not
   take its component away meanwhile. */
#define PV_SERVICES "pipevane.services/1"

typedef struct pv_service {
  const void* table; /* null: nobody offers it (any more) */
  void* self;        /* first argument of the table's calls */
  void* lease;       /* for release */
} pv_service;

typedef struct pv_services {
  uint32_t size;
  size_t (*count)(void* host, const char* name);                                   /* [any] how many components offer it */
  pv_text (*provider)(void* host, const char* name, size_t index);                 /* [any] id of the index-th of them */
  pv_service (*acquire)(void* host, const char* name, pv_text component);          /* [any] absent component: the first */
  void (*release)(void* host, pv_service service);                                 /* [any] */
} pv_services;

#define PV_PATHS "pipevane.paths/1"
enum { PV_PATH_DATA = 0 /* what must survive a restart; absent: keep nothing */, PV_PATH_SHARE = 1 /* installed files */ };
typedef struct pv_paths {
  uint32_t size;
  pv_text (*path)(void* host, int32_t which); /* [any] valid as long as the process */
} pv_paths;

/* The running pipeline, to be looked at. */
#define PV_PIPELINE "pipevane.pipeline/1"
enum { PV_SOURCE = 0, PV_TRANSFORM = 1, PV_SINK = 2 };
enum { PV_STARTING = 0, PV_RUNNING = 1, PV_DEGRADED = 2, PV_HAS_FAILED = 3, PV_STOPPING = 4, PV_HAS_STOPPED = 5 };
enum { PV_POLICY_BLOCK = 0, PV_POLICY_DROP_OLDEST = 1 };

typedef struct pv_component_status {
  uint32_t size;
  int32_t kind;
  int32_t state;
  pv_text id;
  pv_text type;
  pv_text why; /* absent while all is well */
  int64_t since_ms;
  uint64_t batches_in, samples_in, batches_out, samples_out;
  uint64_t errors, restarts, retries, discarded;
  uint64_t busy_us; /* time spent inside the component's calls */
  uint64_t cpu_us;  /* of its own thread */
  int64_t last_batch_ms; /* source time of the newest batch out (sources, transforms) or in (sinks); 0: none yet */
} pv_component_status;

/* pushed = delivered + dropped + queued, at all times; `dropped` is the sum of its four reasons. */
typedef struct pv_edge_status {
  uint32_t size;
  int32_t policy;
  pv_text from;
  pv_text to;
  uint64_t pushed, delivered, dropped, queued; /* batches */
  uint64_t queued_bytes, capacity_bytes;
  uint64_t wait_us_total; /* time that delivered batches spent queued */
  uint64_t dropped_full;    /* the edge was full, so that the oldest made room */
  uint64_t dropped_down;    /* its reader failed on it, or was down */
  uint64_t dropped_refused; /* its reader answered PV_DROP */
  uint64_t dropped_stopped; /* given up as the pipeline stopped */
} pv_edge_status;

typedef struct pv_pipeline_status {
  uint32_t size;
  int64_t started_ms;
  size_t component_count;
  const pv_component_status* components;
  size_t edge_count;
  const pv_edge_status* edges;
  uint64_t entity_count, metric_count, series_count;
} pv_pipeline_status;

typedef struct pv_pipeline {
  uint32_t size;
  void (*read)(void* host, void* context, void (*visit)(void* context, const pv_pipeline_status* status)); /* [any] */
} pv_pipeline;

/* ---- What a plugin offers ---------------------------------------------------------------------------------------- */

enum {
  PV_BOOL = 0,
  PV_INTEGER = 1,
  PV_NUMBER = 2,
  PV_TEXT = 3,
  PV_DURATION = 4, /* in YAML "10s", "5m", "250ms"; milliseconds as an integer */
  PV_BYTES = 5,    /* in YAML "64 MiB"; bytes as an integer */
  PV_LIST = 6,     /* of text */
  PV_MAP = 7       /* of text to text */
};

/* Declares one key of the component's YAML: the engine checks it, fills in the default, prints it as help and as JSON
   Schema. */
typedef struct pv_option {
  uint32_t size;
  int32_t type;
  const char* key;            /* not `type` or `inputs`, which are the engine's own */
  const char* fallback;       /* a value that the option takes, as it would be written in YAML; of a list "a, b", of a map
                                 only "{}". Null: the key is required unless `optional` */
  const char* unit;           /* for people; null where there is none */
  const char* help;           /* one sentence, never null */
  const char* const* choices; /* null-terminated; null: any text */
  double minimum, maximum;    /* of integers, numbers, durations (ms) and sizes (bytes), both inclusive */
  bool optional;              /* absent without a default */
  bool secret;                /* never printed, taken from a reference only */
  uint8_t reserved[6];        /* 0 */
} pv_option;

/* The checked options, as a tree: a map at the top. */
typedef struct pv_value {
  int32_t type;
  union {
    bool boolean;
    int64_t integer; /* also durations (ms) and sizes (bytes) */
    double number;
    pv_text text;
  } as;
  size_t count; /* of items, for lists and maps */
  const struct pv_value* items;
  const pv_text* keys; /* maps only */
} pv_value;

/* `destroy`, and `run` of a source or `process` of any other, are needed; the rest may be null. */
typedef struct pv_component {
  uint32_t size;
  void* self;
  void* service; /* first argument of the tables that `extension` returns */
  void (*destroy)(void* self);                                /* [main] or [worker], after everything else */
  pv_status (*start)(void* self);                             /* [worker] before anything else; services can be looked up */
  pv_status (*run)(void* self);                               /* [worker] sources: returns when wait_until says so, or at the end */
  pv_status (*process)(void* self, const pv_batch* batch);    /* [worker] transforms and sinks */
  pv_status (*flush)(void* self);                             /* [worker] before a stop: everything taken so far is made safe */
  const void* (*extension)(void* self, const char* name);     /* [any] services: inspect, history, ... */
} pv_component;

typedef struct pv_component_type {
  uint32_t size;
  int32_t kind;
  const char* name;    /* the `type:` in YAML */
  const char* summary; /* one sentence, never null */
  uint32_t wants, makes; /* PV_SAMPLES | ... */
  int32_t policy;        /* of the edges into it, where the YAML does not say */
  size_t option_count;
  const pv_option* options;
  /* [main] or [worker]. Null on failure, with why in `error`: a sentence, or one a line where several things are wrong
     (a buffer of the engine's, `capacity` bytes, terminated).
     `host` outlives the component; `options` is valid during the call. */
  const pv_component* (*create)(const pv_host* host, const pv_value* options, char* error, size_t capacity);
} pv_component_type;

typedef struct pv_plugin {
  uint32_t magic;
  uint16_t abi_major, abi_minor;
  uint32_t size;
  const char* name;
  const char* version;
  const char* summary;
  const char* licence;
  const char* build; /* compiler and options, for reports */
  size_t type_count;
  const pv_component_type* types;
} pv_plugin;

#ifdef __cplusplus
}
#endif
#endif
