#include "engine/host/examination.h"

#include "engine/base/system_clock.h"
#include "engine/host/exit_code.h"
#include "engine/host/findings_text.h"
#include "engine/host/folders.h"
#include "engine/host/no_log.h"
#include "engine/pipeline/pipeline.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <pipevane/text.h>

#include <exception>
#include <future>
#include <sstream>
#include <string>
#include <vector>

namespace pipevane::host {
namespace {

// Read as a plugin's words are, which it may have in it.
Findings failed(const std::string& component, const std::string& why) {
  Poco::JSON::Object finding;
  finding.set("check", "examination").set("state", "failed");
  finding.set("sentence", "cannot examine " + component + ": " + why);
  Poco::JSON::Array all;
  all.add(finding);
  std::ostringstream text;
  all.stringify(text);
  return readFindings(component, text.str());
}

// Of one of the pipeline's.
Findings ask(pipeline::Pipeline& pipeline, const std::string& id) {
  try {
    Findings findings = failed(id, "it has stopped");
    pipeline.useService(PV_DOCTOR, id, [&](const void* doctor, void* self) {
      findings = examinedBy(id, *static_cast<const pv_doctor*>(doctor), self);
    });
    return findings;
  } catch (const std::exception& error) {
    return failed(id, error.what());
  }
}

// Those whose plugin would not make them.
void addRefused(pipeline::Pipeline& pipeline, Examination& examination) {
  pipeline.readStatus(&examination, [](void* context, const pv_pipeline_status* status) {
    auto& into = *static_cast<Examination*>(context);
    for (std::size_t i = 0; i < status->component_count; ++i) {
      const pv_component_status& each = status->components[i];
      if (each.state != PV_HAS_FAILED) continue;
      into.misconfigured = true;
      into.findings.push_back({.component = str(each.id),
                               .target = "",
                               .check = "options",
                               .state = "failed",
                               .sentence = str(each.why),
                               .remedy = "",
                               .commands = {},
                               .looked_ms = 0,
                               .facts = {}});
    }
  });
}

}  // namespace

Findings examinedBy(const std::string& component, const pv_doctor& doctor, void* self) {
  std::string told;
  const pv_status status = doctor.examine(self, &told, [](void* context, pv_text text) {
    *static_cast<std::string*>(context) = str(text);
  });
  if (status == PV_OK) return readFindings(component, told);
  return failed(component, told.empty() ? "the plugin gives no reason" : told);
}

Examination examine(const config::PipelineSpec& spec, const loader::Catalogue& catalogue) {
  SystemClock clock;
  NoLog log;  // what is amiss is told as findings
  pipeline::Pipeline pipeline(spec, catalogue, {clock, log, shareFolder().string()});
  Examination examination;
  addRefused(pipeline, examination);
  std::vector<std::future<Findings>> under_way;
  for (const std::string& id : pipeline.providersOf(PV_DOCTOR))
    under_way.push_back(
        std::async(std::launch::async, [&pipeline, id] { return ask(pipeline, id); }));
  for (auto& each : under_way)
    for (Finding& finding : each.get()) examination.findings.push_back(std::move(finding));
  return examination;
}

std::string textOf(const Examination& examination) {
  if (examination.findings.empty()) return "There is nothing to examine.\n";
  return textOf(examination.findings);
}

int codeFor(const Examination& examination) {
  if (examination.misconfigured) return kConfiguration;
  return anyFailed(examination.findings) ? kServiceMissing : kFine;
}

}  // namespace pipevane::host
