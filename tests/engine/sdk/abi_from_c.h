// What abi_from_c.c sees of the contract.
#pragma once

#include <pipevane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

size_t sizeOfTypesInC(void);
const pv_plugin* pluginMadeInC(void);

#ifdef __cplusplus
}
#endif
