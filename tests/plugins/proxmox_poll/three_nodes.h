// A cluster of three nodes: each at an address of its own, of which the options name the first or
// all, or all at one address, as behind a router that hands its ports on, where they name each.
#pragma once

#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox_poll {

struct ThreeNodes {
  enum class At { kOwnAddresses, kOwnNamedAddresses, kOneAddress };

  OnePoll one;
  std::string timeout = "1s";
  At at_;

  explicit ThreeNodes(int version, int guests = 12, std::int64_t past_s = 120,
                      At where = At::kOwnAddresses)
      : one(node(version, 1, guests, past_s)), at_(where) {
    for (const int number : {2, 3}) {
      simulator::Settings settings = node(version, number, guests, past_s);
      if (where == At::kOneAddress)
        settings.bind = one.sim().settings().bind;
      else
        settings.port = one.sim().port();
      one.add(std::move(settings));
    }
    tellAddresses(where);
  }

  static simulator::Settings node(int version, int number, int guests, std::int64_t past_s) {
    simulator::Settings settings = OnePoll::small();
    settings.nodes = 3;
    settings.guests = guests;
    settings.past_s = past_s;
    settings.pve_version = version;
    settings.bind = "127.0.0." + std::to_string(number);
    settings.answering = "pve" + std::to_string(number);
    return settings;
  }
  // What happens, happens in each of their eyes.
  template <class Happening>
  void everywhere(Happening happening) {
    for (const auto& each : one.simulators) each->locked(happening);
  }
  // Of a node as an endpoint.
  std::string address(std::size_t which) {
    const auto& sim = one.sim(which);
    return sim.settings().bind + ":" + std::to_string(sim.port());
  }
  void runFor(std::int64_t duration_ms) {
    testing::GivenOptions options{{"timeout", timeout}};
    if (at_ == At::kOwnAddresses) options["endpoints"] = std::vector<std::string>{address(0)};
    if (at_ == At::kOwnNamedAddresses)
      options["endpoints"] = std::vector<std::string>{address(0), address(1), address(2)};
    one.runFor(duration_ms, std::move(options));
  }
  // Once, at the first time that is not before that long after the beginning.
  void at(std::int64_t after_ms, std::function<void()> happening) {
    happenings_.emplace_back(kBeginMs + after_ms, std::move(happening));
    one.host.onWait([this](std::int64_t) {
      for (auto& [time_ms, happens] : happenings_)
        if (happens && one.host.timeMs() >= time_ms) std::exchange(happens, nullptr)();
    });
  }
  // The keys of the node's guests that run.
  std::vector<std::string> guestsOf(const std::string& node) {
    return one.sim().locked([&](const simulator::World& world) {
      std::vector<std::string> ids;
      for (const auto& guest : world.guests())
        if (guest.node == node && guest.running)
          ids.push_back(std::string("sim/") + (guest.container ? "container/" : "vm/") +
                        std::to_string(guest.vmid));
      return ids;
    });
  }
  // The longest time between two figures of the node's guests since that long after the beginning.
  std::int64_t longestGap(const std::string& node, std::int64_t after_ms) {
    std::int64_t longest = 0;
    const auto guests = guestsOf(node);
    EXPECT_FALSE(guests.empty());
    for (const std::string& guest : guests) {
      std::int64_t last_ms = kBeginMs + after_ms;
      for (const std::int64_t time_ms : one.liveTimesOf(guest, "cpu_usage_ratio")) {
        if (time_ms > last_ms) longest = std::max(longest, time_ms - last_ms);
        last_ms = std::max(last_ms, time_ms);
      }
      longest = std::max(longest, one.host.host().nowMs() - last_ms);
    }
    return longest;
  }

 private:
  void tellAddresses(At where) {
    everywhere([where](simulator::World& world) {
      for (const char number : {'1', '2', '3'})
        world.node(std::string("pve") + number).address =
            std::string("127.0.0.") + (where == At::kOneAddress ? '1' : number);
    });
  }

  std::vector<std::pair<std::int64_t, std::function<void()>>> happenings_;
};

}  // namespace pipevane::proxmox_poll
