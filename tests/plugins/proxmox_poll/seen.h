// What is seen of an endpoint where everything is as it should be, and how what is said of it is
// looked through.
#pragma once

#include "plugins/proxmox_poll/doctor/judge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>

namespace pipevane::proxmox_poll {

using proxmox::Permissions;

inline constexpr std::int64_t kNowMs = 1'795'000'000'000;
inline constexpr std::int64_t kDayMs = 86'400'000;
inline constexpr const char* kPin = "AA:BB";

// As Proxmox VE tells what is granted on "/": on each path that it always looks at.
inline void grantEverywhere(Permissions& permissions, const char* privilege) {
  for (const char* path :
       {"/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"})
    permissions.grant(path, privilege, true);
}

inline Permissions auditor() {
  Permissions all;
  for (const char* each : {"Sys.Audit", "VM.Audit", "Datastore.Audit", "Pool.Audit"})
    grantEverywhere(all, each);
  return all;
}

// Of an endpoint where everything is as it should be.
inline Seen healthy() {
  Seen seen;
  seen.endpoint = {.host = "pve1.lan", .port = 8006};
  seen.token_id = "monitor@pve!t";
  seen.trust.fingerprint = kPin;
  seen.now_ms = kNowMs;
  seen.hello.emplace().status = 200;
  seen.certificate = {.fingerprint = kPin,
                      .subject = "CN=pve1",
                      .issuer = "CN=ca",
                      .begins_ms = kNowMs - kDayMs,
                      .ends_ms = kNowMs + 100 * kDayMs};
  seen.ahead_ms = 900;
  seen.version = "9.2.11";
  seen.permissions = auditor();
  seen.cluster = {
      .name = "lab",
      .quorate = true,
      .members = {{"pve1", "192.0.2.1", true, true}, {"pve2", "192.0.2.2", true, false}}};
  seen.resources = {.nodes = {{"pve1", "online", true}, {"pve2", "online", true}}, .guests = 3};
  seen.metric_servers.emplace();
  seen.own_figures = {.node_s = kNowMs / 1000 - 4, .guests = 2, .storages = 1};
  return seen;
}

inline Finding only(const Findings& findings, const std::string& check) {
  Findings found;
  std::ranges::copy_if(findings, std::back_inserter(found),
                       [&check](const Finding& each) { return each.check == check; });
  EXPECT_EQ(found.size(), 1U) << check;
  return found.empty() ? Finding{"none", State::kUnknown, "there is none"} : found.front();
}

inline Findings wrongOf(const Seen& seen) {
  Findings findings = judge(seen);
  std::erase_if(findings, [](const Finding& each) { return each.state == State::kOk; });
  return findings;
}

}  // namespace pipevane::proxmox_poll
