// Whether plugins take the options that they are given: what only they know of them.
#pragma once

#include "engine/config/pipeline_spec.h"
#include "engine/config/problems.h"
#include "engine/loader/catalogue.h"
#include "engine/pipeline/difference.h"

#include <vector>

namespace pipevane::host {

// [main] Makes every component of `spec` and lets it go again, without a start: a constructor looks
// at its options, and touches nothing outside. One problem of each that its plugin refuses, at the
// place where it stands.
std::vector<config::Problem> refusalsOf(const config::PipelineSpec& spec,
                                        const loader::Catalogue& catalogue);

// Of `spec`, what is new in it or made anew, each for itself.
config::PipelineSpec changedPartOf(const config::PipelineSpec& spec,
                                   const pipeline::Difference& difference);

}  // namespace pipevane::host
