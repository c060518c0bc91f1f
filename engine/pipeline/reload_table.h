// How a component reaches the host's Reloader through the contract.
#pragma once

#include <pipevane/reload.h>

namespace pipevane::pipeline {

// The table's first argument is a Component. Only where its pipeline has a Reloader.
const pv_reload& reloadTable();

}  // namespace pipevane::pipeline
