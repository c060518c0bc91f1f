// How a component reaches the host's Reloader through the contract.
#pragma once

#include <pipevane/refusal.h>
#include <pipevane/reload.h>

namespace pipevane::pipeline {

// The tables' first argument is a Component. Only where its pipeline has a Reloader.
const pv_reload& reloadTable();
const pv_refusals& refusalTable();

}  // namespace pipevane::pipeline
