// The components of a pipeline, and what is done to several of them at once. All of it is [main].
#pragma once

#include "engine/config/pipeline_spec.h"
#include "engine/pipeline/component.h"
#include "engine/pipeline/told_entities.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::pipeline {

using Roster = std::vector<std::shared_ptr<Component>>;

// Among those that stand before its reader.
const std::shared_ptr<Component>& named(std::string_view id, const Roster& components,
                                        std::size_t reader);

// Components are those of the specification, one by one. Throws before anything is changed.
void connect(const Roster& components, const config::PipelineSpec& spec);

// Readers before those they read from, so that nobody writes to a component that is not there yet.
void launch(const Roster& components);

// Those of `all` that are not in `others`.
Roster without(const Roster& all, const Roster& others);

std::vector<std::string> idsOf(const Roster& components);

// Whose word keeps alive what the one that leaves has told. A transform may only repeat what it
// heard from a source, so that for a source it is no witness.
std::vector<const ToldEntities*> witnesses(const Component& leaving, const Roster& staying);

// So that a batch under way to one that leaves is still taken by it, and whoever comes in its place
// goes on with the next one.
void settle(const Roster& staying, const Roster& leaving,
            std::chrono::steady_clock::time_point deadline);

void forgetEnded(Roster& components);

}  // namespace pipevane::pipeline
