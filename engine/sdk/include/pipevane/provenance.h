// The service "pipevane.provenance/1" of a component that makes what several others tell one truth:
// which of them told what is current, and what the others said last.
#ifndef PIPEVANE_PROVENANCE_H
#define PIPEVANE_PROVENANCE_H

#include <pipevane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_PROVENANCE "pipevane.provenance/1"

enum { PV_OF_ATTRIBUTE = 0, PV_OF_METRIC = 1 };

/* What one component said last of one attribute or metric of an entity. */
typedef struct pv_provenance_word {
  uint32_t size;
  int32_t kind;
  int64_t as_of_ms;  /* source time up to which it holds. Of a metric that no other component tells:
                      * the newest figure that it told of the entity */
  pv_text component; /* id */
  pv_text name;      /* of the attribute or metric */
  pv_text value;     /* of an attribute; absent: it says that it is not known any more */
  double number;     /* of a metric; NaN: unknown, or not kept, as no other component tells it */
  int32_t quality;   /* of a metric */
  int32_t current;   /* 1: this is what is told on; one of each name, unless it was removed */
} pv_provenance_word;

typedef struct pv_provenance {
  uint32_t size;
  /* [any] Calls `visit` for each word about the entity; those of one name one after the other, the
   * current one first. Not at all where nothing was told of it. Quick: it asks nobody. */
  pv_status (*read)(void* self, pv_entity_id entity, void* context,
                    void (*visit)(void* context, const pv_provenance_word* word));
} pv_provenance;

#ifdef __cplusplus
}
#endif
#endif
