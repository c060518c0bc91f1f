#include "tests/end_to_end/clusters/watched_chart.h"

#include "engine/config/pipeline_reader.h"
#include "tests/end_to_end/cluster_yaml.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

namespace pipevane::testing {
namespace {

using Poco::JSON::Object;
using simulator::World;

simulator::Settings settingsOf(const std::string& release, const Clock& clock) {
  simulator::Settings settings;
  settings.nodes = 3;
  settings.guests = 6;
  settings.pve_release = release;
  settings.files_s = 12 * 3600;
  // So that every address of it can be asked, and refuses.
  settings.each_listens = settings.own_addresses = true;
  settings.clock = [&clock] { return clock.nowMs() / 1000; };
  return settings;
}

Chart chartFrom(const Object& series) {
  Chart chart;
  const auto times = series.getArray("times_ms"), values = series.getArray("values");
  const auto steps = series.getArray("steps_ms"), qualities = series.getArray("qualities");
  for (unsigned i = 0; i < times->size(); ++i)
    chart.points.push_back(
        {.time_ms = times->getElement<std::int64_t>(i),
         .step_ms =
             steps ? steps->getElement<std::int64_t>(i) : series.getValue<std::int64_t>("step_ms"),
         .value = values->get(i).isEmpty() ? std::nan("") : values->getElement<double>(i),
         .quality = qualities ? qualities->getElement<std::string>(i) : "live",
         .archived = false});
  chart.incomplete = series.optValue<std::string>("incomplete", "");
  chart.not_archived = series.optValue<std::string>("not_archived", "");
  if (!series.has("archived")) return chart;
  const auto spans = series.getObject("archived")->getArray("spans");
  for (unsigned i = 0; i < spans->size(); ++i) {
    const auto first = spans->getObject(i)->getValue<std::size_t>("first");
    const auto count = spans->getObject(i)->getValue<std::size_t>("count");
    for (std::size_t at = first; at < first + count; ++at) chart.points.at(at).archived = true;
  }
  return chart;
}

}  // namespace

std::int64_t Chart::archivedMs() const {
  std::int64_t sum = 0;
  for (const Point& each : points) sum += each.archived ? each.step_ms : 0;
  return sum;
}

bool Chart::covers(std::int64_t time_ms) const {
  return std::ranges::any_of(points, [time_ms](const Point& each) {
    return !std::isnan(each.value) && each.time_ms <= time_ms &&
           time_ms < each.time_ms + each.step_ms;
  });
}

WatchedChart::WatchedChart(const std::string& release, const std::string& retention)
    : cluster_(settingsOf(release, clock_)) {
  const config::KnownTypes types{[](std::string_view type) { return catalogue().find(type); },
                                 catalogue().typeNames()};
  const auto spec = config::readPipeline(yaml(retention), "chart", types,
                                         {{"SECRET", cluster_.settings().token_secret}});
  pipeline_ = std::make_unique<pipeline::Pipeline>(
      spec, catalogue(), pipeline::Settings{clock_, log_, folder_.path.string()});
  pipeline_->start();
}

WatchedChart::~WatchedChart() { pipeline_->stop(std::chrono::seconds(20)); }

std::string WatchedChart::yaml(const std::string& retention) const {
  return "version: 1\nsources:\n" + sourceYaml("lab", cluster_, "10s") +
         "transforms:\n  derived: {type: derive, inputs: [lab]}\n"
         "sinks:\n  history: {type: history, inputs: [derived], retention: " +
         retention + "}\n  web: {type: web, port: 0, inputs: [derived], port_file: \"" +
         (folder_.path / "port").string() + "\"}\n";
}

void WatchedChart::setReachable(bool reachable) {
  if (reachable)
    cluster_.faults().clear();
  else
    cluster_.faults().add({.path = "", .kind = simulator::Fault::Kind::kClose});
}

void WatchedChart::setOnline(const std::string& node, bool online) {
  cluster_.locked([&](World& world) { world.setOnline(node, online); });
}

std::string WatchedChart::keyOf(int vmid) {
  const bool container =
      cluster_.locked([vmid](World& world) { return world.guest(vmid).container; });
  return (container ? "sim/container/" : "sim/vm/") + std::to_string(vmid);
}

WatchedChart::Cycles WatchedChart::truth(int vmid, const std::string& metric) {
  return cluster_.locked([&](World& world) {
    Cycles cycles;
    const simulator::Guest& guest = world.guest(vmid);
    for (const simulator::Era& era : guest.eras)
      for (std::int64_t s = era.from_s; era.told && era.running && s <= era.to_s;
           s += World::kCycleS) {
        const std::int64_t tick = s / World::kCycleS;
        const simulator::Load load = simulator::loadAt(
            era.profile, guest.memory_total, world.seed(), static_cast<std::uint64_t>(vmid), tick,
            std::min(tick, era.start_tick));
        cycles[s * 1000] =
            metric == "cpu_usage_ratio" ? load.cpu : static_cast<double>(load.receive);
      }
    return cycles;
  });
}

Chart WatchedChart::chart(const std::string& entity, const std::string& metric,
                          std::int64_t from_ms, std::int64_t step_ms) const {
  const std::string body = get("/api/metrics/history?entity=" + entity + "&metric=" + metric +
                               "&from=" + std::to_string(from_ms) +
                               (step_ms == 0 ? "" : "&step=" + std::to_string(step_ms)));
  const auto answer = Poco::JSON::Parser().parse(body).extract<Object::Ptr>();
  return chartFrom(*answer->getArray("series")->getObject(0));
}

std::string WatchedChart::get(const std::string& address) const {
  using namespace Poco::Net;
  std::uint16_t port = 0;
  std::ifstream(folder_.path / "port") >> port;
  HTTPClientSession session("127.0.0.1", port);
  session.setTimeout(Poco::Timespan(20, 0));
  HTTPRequest request(HTTPRequest::HTTP_GET, address, HTTPMessage::HTTP_1_1);
  session.sendRequest(request);
  HTTPResponse response;
  std::string body;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  if (response.getStatus() != HTTPResponse::HTTP_OK) throw std::runtime_error(address + body);
  return body;
}

}  // namespace pipevane::testing
