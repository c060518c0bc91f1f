#include "engine/host/trial.h"

#include "engine/base/system_clock.h"
#include "engine/host/folders.h"
#include "engine/host/no_log.h"
#include "engine/host/one_line.h"
#include "engine/pipeline/pipeline.h"

#include <pipevane/text.h>

#include <algorithm>
#include <map>
#include <string>

namespace pipevane::host {
namespace {

// By id, of those that could not be made.
std::map<std::string, std::string> reasonsOf(pipeline::Pipeline& pipeline) {
  std::map<std::string, std::string> reasons;
  pipeline.readStatus(&reasons, [](void* context, const pv_pipeline_status* status) {
    auto& into = *static_cast<std::map<std::string, std::string>*>(context);
    for (std::size_t i = 0; i < status->component_count; ++i)
      if (const pv_component_status& each = status->components[i]; each.state == PV_HAS_FAILED)
        into.emplace(str(each.id), oneLine(view(each.why)));
  });
  return reasons;
}

}  // namespace

std::vector<config::Problem> refusalsOf(const config::PipelineSpec& spec,
                                        const loader::Catalogue& catalogue) {
  SystemClock clock;
  NoLog log;  // what is refused is told as problems
  pipeline::Pipeline pipeline(spec, catalogue, {clock, log, shareFolder().string()});
  const auto reasons = reasonsOf(pipeline);
  std::vector<config::Problem> problems;
  for (const config::ComponentSpec& each : spec.components)
    if (const auto reason = reasons.find(each.id); reason != reasons.end())
      problems.push_back({each.place, "cannot make \"" + each.id + "\": " + reason->second});
  return problems;
}

config::PipelineSpec changedPartOf(const config::PipelineSpec& spec,
                                   const pipeline::Difference& difference) {
  config::PipelineSpec part{.components = {}, .data_folder = spec.data_folder};
  for (const config::ComponentSpec& each : spec.components) {
    const auto in = [&each](const auto& ids) {
      return std::ranges::find(ids, each.id) != ids.end();
    };
    if (!in(difference.added) && !in(difference.restarted)) continue;
    part.components.push_back(each);
    part.components.back().inputs.clear();
  }
  return part;
}

}  // namespace pipevane::host
