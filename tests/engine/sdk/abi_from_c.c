// Compiled as C11: the contract's headers must be good C, and mean the same there.
#include "tests/engine/sdk/abi_from_c.h"

#include <pipevane/abi.h>
#include <pipevane/doctor.h>
#include <pipevane/figures.h>
#include <pipevane/handover.h>
#include <pipevane/history.h>
#include <pipevane/inspect.h>
#include <pipevane/provenance.h>
#include <pipevane/refresh.h>
#include <pipevane/refusal.h>
#include <pipevane/reload.h>
#include <pipevane/trial.h>
#include <pipevane/wake.h>

size_t sizeOfTypesInC(void) {
  return sizeof(pv_plugin) + sizeof(pv_component_type) + sizeof(pv_component) + sizeof(pv_option) +
         sizeof(pv_value) + sizeof(pv_batch) + sizeof(pv_metric) + sizeof(pv_history_query) +
         sizeof(pv_inspect);
}

const pv_plugin* pluginMadeInC(void) {
  static const pv_plugin plugin = {.magic = PV_MAGIC,
                                   .abi_major = PV_ABI_MAJOR,
                                   .abi_minor = PV_ABI_MINOR,
                                   .size = sizeof(pv_plugin)};
  return &plugin;
}
