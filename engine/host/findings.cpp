#include "engine/host/findings.h"

#include "engine/host/one_line.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/ParseHandler.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <sstream>

namespace pipevane::host {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

// Of a list that is no mistake; and so deep is what is documented.
constexpr std::size_t kMostBytes = 4 << 20;
constexpr int kDeepest = 8;

std::string textIn(const Object& object, const std::string& key) {
  const auto value = object.get(key);
  return value.isEmpty() ? std::string() : oneLine(value.toString());
}

std::vector<std::string> commandsIn(const Object& object) {
  std::vector<std::string> all;
  const auto commands = object.getArray("commands");
  for (unsigned i = 0; commands && i < commands->size(); ++i)
    if (const auto command = commands->get(i); command.isString())
      all.push_back(oneLine(command.extract<std::string>()));
  return all;
}

std::int64_t timeIn(const Object& object, const std::string& key) {
  const auto value = object.get(key);
  return value.isInteger() ? value.convert<std::int64_t>() : 0;
}

Finding findingOf(const std::string& component, const Object& object) {
  Finding finding{.component = component,
                  .target = textIn(object, "target"),
                  .check = textIn(object, "check"),
                  .state = textIn(object, "state"),
                  .sentence = textIn(object, "sentence"),
                  .remedy = textIn(object, "remedy"),
                  .commands = commandsIn(object),
                  .looked_ms = timeIn(object, "looked_ms"),
                  .facts = {}};
  if (std::ranges::find(kFindingStates, finding.state) == kFindingStates.end())
    finding.state = "unknown";
  if (const auto facts = object.getObject("facts"))
    for (const std::string& name : facts->getNames())
      finding.facts.emplace_back(oneLine(name), textIn(*facts, name));
  return finding;
}

Finding unreadable(const std::string& component, const std::string& why) {
  return {.component = component,
          .target = "",
          .check = "examination",
          .state = "unknown",
          .sentence = "cannot read what the plugin says of " + component + ": " + oneLine(why),
          .remedy = "",
          .commands = {},
          .looked_ms = 0,
          .facts = {}};
}

Object objectOf(const Finding& finding) {
  Object object(Poco::JSON_PRESERVE_KEY_ORDER);
  object.set("component", finding.component).set("target", finding.target);
  object.set("check", finding.check).set("state", finding.state);
  object.set("sentence", finding.sentence);
  if (!finding.remedy.empty()) object.set("remedy", finding.remedy);
  if (!finding.commands.empty()) {
    Array commands;
    for (const std::string& command : finding.commands) commands.add(command);
    object.set("commands", commands);
  }
  if (finding.looked_ms != 0) object.set("looked_ms", finding.looked_ms);
  if (finding.facts.empty()) return object;
  Object facts(Poco::JSON_PRESERVE_KEY_ORDER);
  for (const auto& [name, value] : finding.facts) facts.set(name, value);
  object.set("facts", facts);
  return object;
}

}  // namespace

Findings readFindings(const std::string& component, std::string_view json) {
  if (json.size() > kMostBytes) return {unreadable(component, "it is longer than 4 MiB")};
  try {
    Poco::JSON::Parser parser(new Poco::JSON::ParseHandler(true));
    parser.setDepth(kDeepest);
    const auto list = parser.parse(std::string(json)).extract<Array::Ptr>();
    Findings findings;
    for (unsigned i = 0; i < list->size(); ++i) {
      const auto object = list->getObject(i);
      findings.push_back(object ? findingOf(component, *object)
                                : unreadable(component, "a finding that is no object"));
    }
    return findings;
  } catch (const Poco::Exception& error) {
    return {unreadable(component, error.displayText())};
  }
}

std::string jsonOf(const Findings& findings) {
  Array list;
  for (const Finding& each : findings) list.add(objectOf(each));
  Object document;
  document.set("findings", list);
  std::ostringstream text;
  document.stringify(text, 2);
  text << "\n";
  return text.str();
}

bool anyFailed(const Findings& findings) {
  return std::ranges::find(findings, "failed", &Finding::state) != findings.end();
}

}  // namespace pipevane::host
