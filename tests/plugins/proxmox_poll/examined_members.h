// An examination of a simulated cluster, which may take its time.
#pragma once

#include "plugins/proxmox_poll/doctor/examination.h"
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// Of three nodes, of which the second is what it is about.
struct Members : ::testing::Test {
  static simulator::Settings three(const std::string& release) {
    simulator::Settings settings = OnePoll::small();
    settings.nodes = 3;
    settings.pve_release = release;
    return settings;
  }
  void begin(const std::string& release = "9.2.11") { one.emplace(three(release)); }
  template <class Happening>
  void happens(Happening happening) {
    one->sim().locked(happening);
  }
  // What it says from now on, whatever is true.
  void answerTo(const std::string& path, const std::string& body) { one->say(path, body); }
  struct Patience {
    std::int64_t timeout_ms = 2'000;
    std::int64_t total_ms = kExaminationMs;
  };
  Seen look() { return look(Patience{}); }
  Seen look(const Patience& patience) {
    const auto& settings = one->sim().settings();
    return examine(
        {.endpoint = proxmox::Endpoint::parse("127.0.0.1:" + std::to_string(one->sim().port())),
         .token = {settings.token_id, settings.token_secret},
         .trust = {.fingerprint = one->sim().fingerprint(), .also = {}, .ca_file = ""},
         .timeout_ms = patience.timeout_ms,
         .look_up = {},
         .now_ms = [host = one->host.host()] { return host.nowMs(); }},
        one->host.host(), patience.total_ms);
  }
  std::optional<OnePoll> one;
};

}  // namespace pipevane::proxmox_poll
