// Examines a pipeline that does not run.
#pragma once

#include "engine/config/pipeline_spec.h"
#include "engine/host/findings.h"
#include "engine/loader/catalogue.h"

#include <pipevane/doctor.h>

#include <string>

namespace pipevane::host {

// What a component says of itself by that service. Where it does not come to that there is one
// finding, "examination", which failed for the reason that was given.
Findings examinedBy(const std::string& component, const pv_doctor& doctor, void* self);

struct Examination {
  Findings findings;
  // A component refused its options.
  bool misconfigured = false;
};

// Makes the components without starting them, so that no port is bound and nothing is written, and
// asks all that offer it at the same time.
Examination examine(const config::PipelineSpec& spec, const loader::Catalogue& catalogue);

// For people, see findings.h.
std::string textOf(const Examination& examination);
// Of the program: what failed, or a configuration that is wrong.
int codeFor(const Examination& examination);

}  // namespace pipevane::host
