#include "plugins/proxmox_poll/doctor/findings_json.h"

#include <Poco/JSON/Object.h>

namespace pipevane::proxmox_poll {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

const char* wordFor(State state) {
  switch (state) {
    case State::kOk:
      return "ok";
    case State::kNote:
      return "note";
    case State::kWarning:
      return "warning";
    case State::kFailed:
      return "failed";
    default:
      return "unknown";
  }
}

}  // namespace

void addFindings(Poco::JSON::Array& all, const std::string& component, const std::string& target,
                 const Findings& findings, std::int64_t looked_ms) {
  for (const Finding& each : findings) {
    Object finding(Poco::JSON_PRESERVE_KEY_ORDER);
    finding.set("component", component).set("target", target).set("check", each.check);
    finding.set("state", wordFor(each.state)).set("sentence", each.sentence);
    if (!each.remedy.empty()) finding.set("remedy", each.remedy);
    if (!each.commands.empty()) {
      Array commands;
      for (const std::string& command : each.commands) commands.add(command);
      finding.set("commands", commands);
    }
    if (!each.facts.empty()) {
      Object facts(Poco::JSON_PRESERVE_KEY_ORDER);
      for (const auto& [name, value] : each.facts) facts.set(name, value);
      finding.set("facts", facts);
    }
    if (looked_ms != 0) finding.set("looked_ms", looked_ms);
    all.add(finding);
  }
}

}  // namespace pipevane::proxmox_poll
