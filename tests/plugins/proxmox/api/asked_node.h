// One simulated node over real TLS, and clients of it.
#pragma once

#include "plugins/proxmox/api/https_client.h"
#include "tests/plugins/web/temporary_folder.h"
#include "tests/simulator/simulator.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <string>
#include <utility>

namespace pipevane::proxmox {

inline constexpr const char* kVersion = "/api2/json/version";

struct AskedNode : ::testing::Test {
  simulator::Simulator server{[] {
    simulator::Settings settings;
    settings.nodes = 1;
    settings.guests = 30;
    settings.past_s = 60;
    return settings;
  }()};

  ApiClient::Settings settings(Trust trust = {.fingerprint = "", .ca_file = "", .verify = false}) {
    return {.endpoint = {.host = "127.0.0.1", .port = server.port()},
            .token = Token(server.settings().token_id, server.settings().token_secret),
            .trust = std::move(trust),
            .timeout_ms = 20'000};
  }
  static std::function<bool()> never() {
    return [] { return false; };
  }
  Failure failureWith(const Trust& trust) {
    return HttpsClient(settings(trust), never()).get(kVersion).failure;
  }
  std::string certificateFile() {
    const auto file = folder.path / "ca.pem";
    std::ofstream(file) << server.certificatePem();
    return file.string();
  }
  web::TemporaryFolder folder;
};

}  // namespace pipevane::proxmox
