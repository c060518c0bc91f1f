// The source against a simulated cluster over real TLS, both on one clock that only waiting moves,
// and what a consumer of its events knows, with the time at which it heard it.
#pragma once

#include "tests/plugins/proxmox/events/happened.h"
#include "tests/simulator/simulator.h"

#include <pipevane/testing/fake_component.h>

#include <gtest/gtest.h>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

extern "C" const pv_plugin pipevane_plugin;

namespace pipevane::proxmox_events {

inline constexpr std::int64_t kBeginMs = 1'795'000'000'000;

struct Told : proxmox::events::Happened {
  std::int64_t heard_ms = 0;  // up to a step of the source later than it was really told
};

class OneCluster {
 public:
  explicit OneCluster(simulator::Settings settings = small()) {
    host.setNow(kBeginMs);
    add(std::move(settings));
    host.onWait([this](std::int64_t) { look(); });
  }

  static simulator::Settings small() {
    simulator::Settings settings;
    settings.nodes = 2;
    settings.guests = 6;
    settings.past_s = 120;
    return settings;
  }

  // Where one is lost the others have quorum.
  static simulator::Settings ofThree() {
    simulator::Settings settings = small();
    settings.nodes = 3;
    return settings;
  }

  simulator::Simulator& add(simulator::Settings settings) {
    if (!settings.root && !simulators.empty()) settings.root = sim().root();
    settings.clock = [this] { return host.timeMs() / 1000; };
    simulators.push_back(std::make_unique<simulator::Simulator>(settings));
    return *simulators.back();
  }
  simulator::Simulator& sim(std::size_t which = 0) { return *simulators.at(which); }
  template <class Body>
  auto in(Body body) {
    return sim().locked(body);
  }

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
  // What happens so long after the beginning, as soon as somebody waits then.
  void at(std::int64_t after_ms, std::function<void()> what) {
    deeds_.emplace(kBeginMs + after_ms, std::move(what));
  }
  // Lets it run until that long after the beginning.
  void runUntil(std::int64_t after_ms, testing::GivenOptions more = {}) {
    more.merge(options());
    testing::FakeComponent source(host, pipevane_plugin, "proxmox_events", more);
    host.stopAt(kBeginMs + after_ms);
    ASSERT_EQ(source.start(), PV_OK);
    source.run();
    look();
  }

  std::uint64_t asked(const std::string& path, std::size_t which = 0) {
    return sim(which).stats().requests("/api2/json" + path);
  }
  std::uint64_t askedAtAll(std::size_t which = 0) {
    return sim(which).stats().json().getValue<std::uint64_t>("requests");
  }

  std::vector<Told> of(const std::string& id) const {
    std::vector<Told> found;
    for (const Told& each : told)
      if (each.id == id) found.push_back(each);
    return found;
  }
  std::vector<Told> ofType(const std::string& type) const {
    std::vector<Told> found;
    for (const Told& each : told)
      if (each.type == type) found.push_back(each);
    return found;
  }
  int vmThatRuns() {
    return in([](const simulator::World& world) {
      for (const auto& each : world.guests())
        if (each.running && !each.container && !each.is_template) return each.vmid;
      return 0;
    });
  }

  void look() {
    for (; seen_ < host.pushed().size(); ++seen_)
      for (const pv_event& each : host.pushed()[seen_].events())
        told.push_back(
            {proxmox::events::Happened::of(each, host.pushed()[seen_], host.dictionary()),
             host.timeMs()});
    // One that comes to be due within this is for the next time.
    while (!deeds_.empty() && deeds_.begin()->first <= host.timeMs()) {
      const auto what = std::move(deeds_.begin()->second);
      deeds_.erase(deeds_.begin());
      what();
    }
  }

  testing::FakeHost host{"lab"};
  std::vector<std::unique_ptr<simulator::Simulator>> simulators;
  std::vector<Told> told;

 private:
  std::multimap<std::int64_t, std::function<void()>> deeds_;
  std::size_t seen_ = 0;
};

}  // namespace pipevane::proxmox_events
