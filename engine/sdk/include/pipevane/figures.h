// The service "pipevane.figures/1": what a component counts about itself, for whoever watches
// Pipevane. The web sink shows it on `/metrics` beside the engine's own figures.
#ifndef PIPEVANE_FIGURES_H
#define PIPEVANE_FIGURES_H

#include <pipevane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_FIGURES "pipevane.figures/1"

typedef struct pv_figure {
  uint32_t size;
  bool counter; /* it grows until the component is made anew; else it is a gauge */
  pv_text name; /* of letters, digits and '_', as in "requests_total" */
  pv_text help; /* one sentence; the same for all figures of that name */
  double value;
  size_t label_count;
  const pv_attribute* labels; /* what tells it from others of its name */
} pv_figure;

typedef struct pv_figures {
  uint32_t size;
  /* [any] Calls `visit` once for each. No secrets in it. Quick: it asks nobody. */
  pv_status (*read)(void* self, void* context,
                    void (*visit)(void* context, const pv_figure* figure));
} pv_figures;

#ifdef __cplusplus
}
#endif
#endif
