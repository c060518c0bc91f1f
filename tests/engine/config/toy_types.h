// Types that no plugin has, for configurations to speak of.
#pragma once

#include "engine/config/pipeline_reader.h"

namespace pipevane::config {

// A source `tap` (required text `path`, integer `count` 1 to 10, boolean `loop`, secret `key`), a
// transform `filter`, a sink `drain` (duration `keep`, size `room`, list `names`).
KnownTypes toyTypes();

// The sentences of what is wrong with it, one a line; empty where nothing is.
std::string problemsOf(const std::string& yaml, const Environment& environment = {});

}  // namespace pipevane::config
