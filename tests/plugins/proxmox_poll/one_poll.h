// The source against a simulated cluster over real TLS, both on one clock that only waiting moves.
#pragma once

#include "tests/simulator/simulator.h"

#include <pipevane/testing/fake_component.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

extern "C" const pv_plugin pipevane_plugin;

namespace pipevane::proxmox_poll {

inline constexpr std::int64_t kBeginMs = 1'795'000'000'000;

class OnePoll {
 public:
  explicit OnePoll(simulator::Settings settings = small()) {
    host.setNow(kBeginMs);
    add(std::move(settings));
  }

  static simulator::Settings small() {
    simulator::Settings settings;
    settings.nodes = 2;
    settings.guests = 6;
    settings.past_s = 120;
    return settings;
  }

  // One more node of the cluster, as a simulator of its own.
  simulator::Simulator& add(simulator::Settings settings) {
    if (!settings.root && !simulators.empty()) settings.root = sim().root();
    settings.clock = [this] {
      if (waits_pass_) host.pass(kWaitStepMs);
      return host.timeMs() / 1000;
    };
    simulators.push_back(std::make_unique<simulator::Simulator>(settings));
    return *simulators.back();
  }
  simulator::Simulator& sim(std::size_t which = 0) { return *simulators.at(which); }

  testing::GivenOptions options() const {
    std::vector<std::string> endpoints;
    for (const auto& each : simulators)
      endpoints.push_back("127.0.0.1:" + std::to_string(each->port()));
    return {{"endpoints", endpoints},
            {"token_id", simulators[0]->settings().token_id},
            {"token_secret", simulators[0]->settings().token_secret},
            {"verify_tls", std::string("false")},
            {"timeout", std::string("2s")}};
  }
  // Lets it run until that long after the beginning.
  void runFor(std::int64_t duration_ms, testing::GivenOptions more = {}) {
    more.merge(options());
    testing::FakeComponent source(host, pipevane_plugin, "proxmox_poll", more);
    host.stopAt(kBeginMs + duration_ms);
    source.run();
  }

  // From now on time passes while a call is kept waiting, about as fast as it really does: the
  // simulators look at the clock again and again then.
  void letWaitsPass() { waits_pass_ = true; }

  // Whoever asks for that, so many times, is told this and no truth; less than 0: always.
  void sayList(const std::string& rows, int count = -1, std::size_t which = 0) {
    say("/cluster/resources", R"({"data":[)" + rows + "]}", count, which);
  }
  void say(const std::string& path, std::string body, int count = -1, std::size_t which = 0) {
    sim(which).faults().add(
        {.path = path, .status = 200, .reason = "OK", .count = count, .body = std::move(body)});
  }

  std::uint64_t asked(const std::string& path, std::size_t which = 0) {
    return sim(which).stats().requests("/api2/json" + path);
  }

  int vmThatRunsOn(const std::string& node) {
    return sim().locked([&](const simulator::World& world) {
      const auto on_it = std::ranges::find_if(world.guests(), [&](const auto& each) {
        return each.node == node && each.running && !each.container;
      });
      return on_it->vmid;
    });
  }

  // Of all samples of a series that have a value, as they came.
  std::vector<std::int64_t> timesOf(const std::string& entity, const std::string& metric) {
    const SeriesId series = host.dictionary().findSeries(host.dictionary().findEntity(entity),
                                                         host.dictionary().findMetric(metric));
    std::vector<std::int64_t> times;
    for (const auto& batch : host.pushed())
      if (batch.value(series)) times.push_back(batch.timeMs());
    return times;
  }

  // What the entity's status became, and when.
  std::vector<std::pair<std::int64_t, std::string>> statesOf(const std::string& entity) {
    const EntityId id = host.dictionary().findEntity(entity);
    std::vector<std::pair<std::int64_t, std::string>> states;
    for (const auto& batch : host.pushed())
      for (const pv_entity_change& change : batch.changes())
        for (std::size_t i = 0; change.entity == id && i < change.attribute_count; ++i)
          if (const std::string value = str(change.attributes[i].value);
              str(change.attributes[i].name) == "status" &&
              (states.empty() || states.back().second != value))
            states.emplace_back(batch.timeMs(), value);
    return states;
  }

  // Of those that are live, in order of time: what came late is in its place.
  std::vector<std::int64_t> liveTimesOf(const std::string& entity, const std::string& metric) {
    const SeriesId series = host.dictionary().findSeries(host.dictionary().findEntity(entity),
                                                         host.dictionary().findMetric(metric));
    std::vector<std::int64_t> times;
    for (const auto& batch : host.pushed())
      for (std::size_t i = 0; i < batch.series().size(); ++i)
        if (batch.series()[i] == series && batch.qualities()[i] == PV_LIVE)
          times.push_back(batch.timeMs());
    std::ranges::sort(times);
    return times;
  }

  testing::FakeHost host{"lab"};
  std::vector<std::unique_ptr<simulator::Simulator>> simulators;

 private:
  // Of a waiting room, see there.
  static constexpr std::int64_t kWaitStepMs = 10;

  std::atomic<bool> waits_pass_ = false;
};

}  // namespace pipevane::proxmox_poll
