#include "tests/end_to_end/running_pipevane.h"

#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <signal.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace pipevane::testing {
namespace {

std::string printed(const Poco::JSON::Object& object) {
  std::ostringstream text;
  object.stringify(text);
  return text.str();
}

}  // namespace

std::string pipevaneProgram() { return PIPEVANE_BUILD_DIR "/bin/pipevane"; }

std::string contentOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

RunningPipevane::RunningPipevane(Process::Environment environment) {
  environment.emplace("PORT", "0");
  start({"run"}, std::move(environment));
}

RunningPipevane::RunningPipevane(const std::string& yaml, Process::Environment environment) {
  const std::filesystem::path file = folder_.path / "pipeline.yaml";
  std::ofstream(file) << yaml;
  start({"run", "--config", file.string()}, std::move(environment));
}

void RunningPipevane::start(const std::vector<std::string>& arguments,
                            Process::Environment environment) {
  environment.emplace("DATA_DIR", (folder_.path / "data").string());
  environment.emplace("PIPEVANE_PLUGIN_PATH", PIPEVANE_DUMP_FOLDER);
  std::vector<std::string> command = {pipevaneProgram()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  process_ = std::make_unique<Process>(command, environment);
  awaitServer();
}

void RunningPipevane::awaitServer() {
  const std::string line = process_->awaitLine("The web server listens.");
  port_ = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
}

RunningPipevane::Answer RunningPipevane::ask(const std::string& method,
                                             const std::string& address) const {
  using namespace Poco::Net;
  HTTPClientSession session("127.0.0.1", port_);
  session.setTimeout(Poco::Timespan(kPatience.count(), 0));
  HTTPRequest request(method, address, HTTPMessage::HTTP_1_1);
  if (method != HTTPRequest::HTTP_GET) request.setContentLength(0);
  session.sendRequest(request);
  HTTPResponse response;
  Answer answer;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
  answer.status = response.getStatus();
  return answer;
}

std::string RunningPipevane::text(const std::string& address) const {
  Answer answer = ask("GET", address);
  if (answer.status != 200)
    throw std::runtime_error(address + ": " + std::to_string(answer.status) + " " + answer.body);
  return std::move(answer.body);
}

JsonPtr RunningPipevane::json(const std::string& address) const {
  return Poco::JSON::Parser().parse(text(address)).extract<JsonPtr>();
}

std::vector<JsonPtr> RunningPipevane::items(const std::string& address) const {
  std::vector<JsonPtr> all;
  for (std::string page = address; !page.empty();) {
    const JsonPtr answer = json(page);
    const auto items = answer->getArray("items");
    for (unsigned i = 0; i < items->size(); ++i) all.push_back(items->getObject(i));
    page = answer->optValue<std::string>("next", "");
  }
  return all;
}

RunningPipevane::Stored RunningPipevane::stored(const std::string& entity,
                                                const std::string& metric) const {
  const auto series =
      json("/api/metrics/history?step=0&from=0&entity=" + entity + "&metric=" + metric)
          ->getArray("series")
          ->getObject(0);
  Stored all;
  const auto times = series->getArray("times_ms");
  // Before them may be what the cluster's own files tell.
  const auto archived = series->getObject("archived");
  for (unsigned i = archived ? archived->getValue<unsigned>("count") : 0; i < times->size(); ++i) {
    all.times_ms.push_back(times->getElement<std::int64_t>(i));
    all.values.push_back(series->getArray("values")->get(i));
  }
  return all;
}

bool RunningPipevane::follow(
    const std::string& subscription,
    const std::function<bool(const Poco::JSON::Object& message)>& enough) const {
  web::OneClient client(port_);
  client.send(subscription);
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    const JsonPtr message = client.next(static_cast<int>(patience.count()));
    if (message.isNull()) return false;
    if (enough(*message)) return true;
  }
  return false;
}

void RunningPipevane::await(
    const std::function<bool(const Poco::JSON::Object&, const Poco::JSON::Object&)>& enough) const {
  Poco::JSON::Object entities, components;
  const bool came = follow(R"({"type":"subscribe","subscription":"main","rate_ms":250})",
                           [&](const Poco::JSON::Object& message) {
                             if (const auto told = message.getObject("entities"))
                               web::mergeInto(entities, *told);
                             if (const auto told = message.getObject("components"))
                               web::mergeInto(components, *told);
                             return enough(entities, components);
                           });
  if (!came)
    throw std::runtime_error("it did not come to it; components: " + printed(components) +
                             "\nentities: " + printed(entities) + "\nlog:\n" + log());
}

void RunningPipevane::awaitEvent(const std::string& id, const std::string& entity) const {
  std::string last = "nothing";
  const bool came = follow(
      R"({"type":"subscribe","subscription":"main","rate_ms":250,"metrics":[],"events":true})",
      [&](const Poco::JSON::Object& message) {
        const auto events = message.getArray("events");
        for (unsigned i = 0; events && i < events->size(); ++i)
          if (const auto each = events->getObject(i); each->getValue<std::string>("id") == id)
            last = each->getValue<std::string>("entity");
        return last == entity;
      });
  if (!came)
    throw std::runtime_error("the event " + id + " is not of " + entity + " but of " + last +
                             "\nlog:\n" + log());
}

std::string RunningPipevane::awaitState(const std::string& component,
                                        const std::string& state) const {
  std::string why;
  await([&](const Poco::JSON::Object&, const Poco::JSON::Object& components) {
    const auto found = components.getObject(component);
    if (!found || found->optValue<std::string>("state", "") != state) return false;
    why = found->optValue<std::string>("why", "");
    return true;
  });
  return why;
}

int RunningPipevane::stop() { return process_->end(SIGTERM); }

}  // namespace pipevane::testing
