// A cluster of three nodes, each at an address of its own, of which the options name the first.
#pragma once

#include "tests/plugins/proxmox_poll/one_poll.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox_poll {

struct ThreeNodes {
  OnePoll one;
  std::string timeout = "1s";

  explicit ThreeNodes(int version, int guests = 12, std::int64_t past_s = 120)
      : one(node(version, 1, guests, past_s)) {
    for (const int number : {2, 3}) {
      simulator::Settings settings = node(version, number, guests, past_s);
      settings.port = one.sim().port();
      one.add(std::move(settings));
    }
    everywhere([](simulator::World& world) {
      for (const char number : {'1', '2', '3'})
        world.node(std::string("pve") + number).address = std::string("127.0.0.") + number;
    });
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
  void runFor(std::int64_t duration_ms) {
    one.runFor(
        duration_ms,
        {{"endpoints", std::vector<std::string>{"127.0.0.1:" + std::to_string(one.sim().port())}},
         {"timeout", timeout}});
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

 private:
  std::vector<std::pair<std::int64_t, std::function<void()>>> happenings_;
};

}  // namespace pipevane::proxmox_poll
