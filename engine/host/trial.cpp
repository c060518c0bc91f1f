#include "engine/host/trial.h"

#include "engine/base/system_clock.h"
#include "engine/host/folders.h"
#include "engine/host/holdings.h"
#include "engine/host/no_log.h"
#include "engine/host/one_line.h"

#include <pipevane/text.h>
#include <pipevane/trial.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>

namespace pipevane::host {
namespace {

using config::ComponentSpec;
using config::PipelineReading;
using config::PipelineSpec;
using config::Problem;

bool in(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

// Whom it reads from need not be there.
ComponentSpec alone(ComponentSpec spec) {
  spec.inputs.clear();
  return spec;
}

// By id, of those that could not be made.
std::map<std::string, std::string> reasonsOf(pipeline::Pipeline& pipeline) {
  std::map<std::string, std::string> reasons;
  pipeline.readStatus(&reasons, [](void* context, const pv_pipeline_status* status) {
    auto& into = *static_cast<std::map<std::string, std::string>*>(context);
    for (std::size_t i = 0; i < status->component_count; ++i)
      if (const pv_component_status& each = status->components[i]; each.state == PV_HAS_FAILED)
        into.emplace(str(each.id), str(each.why));
  });
  return reasons;
}

// Each thing that is wrong stands on a line of its own.
std::vector<std::string> linesOf(const std::string& reason) {
  std::vector<std::string> lines;
  std::istringstream in(reason);
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(oneLine(line));
  if (lines.empty()) lines.push_back(oneLine(reason));
  return lines;
}

// Components that are made, and never started.
class Trial {
 public:
  Trial(PipelineSpec spec, const loader::Catalogue& catalogue)
      : spec_(std::move(spec)),
        pipeline_(spec_, catalogue, {clock_, log_, shareFolder().string()}) {}

  void addRefusals(std::vector<Problem>& problems) {
    const auto reasons = reasonsOf(pipeline_);
    for (const ComponentSpec& each : spec_.components)
      if (const auto reason = reasons.find(each.id); reason != reasons.end())
        for (const std::string& why : linesOf(reason->second))
          problems.push_back({each.place, "cannot make \"" + each.id + "\": " + why});
  }

  // Two that take the same thing: the second of them cannot start.
  void addCollisions(std::vector<Problem>& problems) {
    const Holdings taken = holdingsOf(pipeline_);
    Holdings held;
    for (const ComponentSpec& each : spec_.components) {
      const auto takes = taken.find(each.id);
      if (takes == taken.end()) continue;  // it does not say
      if (const auto first = firstOf(takes->second, held))
        problems.push_back({each.place, "cannot start \"" + each.id + "\": " + takenBy(*first)});
      held.insert(*takes);
    }
  }

  // `held` are those that stay, `freed` what the others let go.
  void addHindrances(Holdings held, const std::vector<pv_text>& freed,
                     std::vector<Problem>& problems) {
    const Holdings taken = holdingsOf(pipeline_);
    for (const ComponentSpec& each : spec_.components) {
      const auto takes = taken.find(each.id);
      if (takes == taken.end()) continue;  // it does not say
      if (const auto why = hindranceOf(each.id, takes->second, held, freed); !why.empty())
        problems.push_back({each.place, "cannot start \"" + each.id + "\": " + why});
      held.insert(*takes);
    }
  }

 private:
  static std::string takenBy(const Held& first) {
    return "\"" + first.by + "\" has " + first.thing + " already; give one of them another";
  }
  std::string hindranceOf(const std::string& id, const std::vector<std::string>& takes,
                          const Holdings& held, const std::vector<pv_text>& freed) {
    if (const auto first = firstOf(takes, held)) return takenBy(*first);
    std::string why;
    pipeline_.useService(PV_TRIAL, id, [&](const void* table, void* self) {
      const auto& trial = *static_cast<const pv_trial*>(table);
      const pv_text_list list{freed.size(), freed.data()};
      const auto keep = [](void* context, pv_text said) {
        *static_cast<std::string*>(context) = oneLine(view(said));
      };
      if (trial.check(self, list, &why, keep) == PV_OK)
        why.clear();
      else if (why.empty())
        why = "it did not say why";
    });
    return why;
  }

  const PipelineSpec spec_;
  SystemClock clock_;
  NoLog log_;  // what is refused is told as problems
  pipeline::Pipeline pipeline_;
};

}  // namespace

std::vector<Problem> problemsOf(const PipelineReading& reading,
                                const loader::Catalogue& catalogue) {
  std::vector<Problem> problems = reading.problems;
  PipelineSpec all{.components = {}, .data_folder = reading.spec.data_folder};
  for (const ComponentSpec& each : reading.spec.components) all.components.push_back(alone(each));
  Trial trial(std::move(all), catalogue);
  trial.addRefusals(problems);
  trial.addCollisions(problems);
  sortByPlace(problems);
  return problems;
}

PipelineSpec acceptedOf(PipelineReading reading, const loader::Catalogue& catalogue) {
  if (auto problems = problemsOf(reading, catalogue); !problems.empty())
    throw config::ConfigError(std::move(problems));
  return std::move(reading.spec);
}

std::vector<Problem> problemsOf(const PipelineReading& reading, const loader::Catalogue& catalogue,
                                pipeline::Pipeline& running) {
  const pipeline::Difference difference = running.differenceFrom(reading.spec);
  Holdings staying = holdingsOf(running);
  Holdings leaving;
  std::vector<pv_text> freed;
  for (const auto* ids : {&difference.removed, &difference.restarted})
    for (const std::string& id : *ids) leaving.insert(staying.extract(id));
  for (const auto& [id, things] : leaving)
    for (const std::string& thing : things) freed.push_back(text(thing));
  std::vector<Problem> problems = reading.problems;
  Trial trial(changedPartOf(reading.spec, difference), catalogue);
  trial.addRefusals(problems);
  trial.addHindrances(std::move(staying), freed, problems);
  sortByPlace(problems);
  return problems;
}

PipelineSpec changedPartOf(const PipelineSpec& spec, const pipeline::Difference& difference) {
  PipelineSpec part{.components = {}, .data_folder = spec.data_folder};
  for (const ComponentSpec& each : spec.components)
    if (in(difference.added, each.id) || in(difference.restarted, each.id))
      part.components.push_back(alone(each));
  return part;
}

}  // namespace pipevane::host
