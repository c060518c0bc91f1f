// What plugins say of a pipeline that does not run yet: what only they know of their options, and
// whether the components could start.
#pragma once

#include "engine/config/pipeline_reader.h"
#include "engine/config/pipeline_spec.h"
#include "engine/config/problems.h"
#include "engine/loader/catalogue.h"
#include "engine/pipeline/difference.h"
#include "engine/pipeline/pipeline.h"

#include <vector>

namespace pipevane::host {

// [main] Everything that is wrong: what was found as it was read, all that a plugin refuses a
// component for, and each that takes what another one has, at the place where it stands. They are
// made and let go again, without a start: a constructor looks at its options, and touches nothing
// outside.
std::vector<config::Problem> problemsOf(const config::PipelineReading& reading,
                                        const loader::Catalogue& catalogue);

// [main] What was read, for whoever is about to run it or to say that it is fine. Throws
// ConfigError with all of the above.
config::PipelineSpec acceptedOf(config::PipelineReading reading,
                                const loader::Catalogue& catalogue);

// [main] The same for what shall come in the place of `running`, of what is new in it or made anew.
// Those that can be made are asked whether they could start (pipevane.trial/1), beside what stays
// and without what goes; two that take the same thing cannot.
std::vector<config::Problem> problemsOf(const config::PipelineReading& reading,
                                        const loader::Catalogue& catalogue,
                                        pipeline::Pipeline& running);

// Of `spec`, what is new in it or made anew, each for itself.
config::PipelineSpec changedPartOf(const config::PipelineSpec& spec,
                                   const pipeline::Difference& difference);

}  // namespace pipevane::host
