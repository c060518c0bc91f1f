// The source where the options say first-use, against a simulated cluster of three nodes.
#pragma once

#include "plugins/proxmox/api/access.h"
#include "plugins/proxmox/api/known_certificates.h"
#include "tests/plugins/proxmox_poll/one_poll.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox_poll {

using proxmox::Endpoint;
using proxmox::KnownCertificate;

// That of nobody here.
inline const std::string kOtherPin = proxmox::Trust::parseFingerprint(std::string(64, 'b'));

struct FirstUseOfAPoll : ::testing::Test {
  web::TemporaryFolder folder;
  OnePoll one{threeNodes()};
  proxmox::KnownCertificates known{folder.path};
  std::vector<std::pair<std::int64_t, std::function<void()>>> happenings;

  // Three nodes at addresses of their own, each with its certificate.
  static simulator::Settings threeNodes() {
    simulator::Settings settings = OnePoll::small();
    settings.nodes = 3;
    settings.each_listens = true;
    settings.own_addresses = true;
    return settings;
  }
  FirstUseOfAPoll() { one.host.setFolders(folder.path, ""); }

  Endpoint node(int number) {
    return {.host = "127.0.0." + std::to_string(number), .port = one.sim().port()};
  }
  testing::GivenOptions options(const std::vector<Endpoint>& endpoints) {
    std::vector<std::string> urls;
    for (const Endpoint& each : endpoints) urls.push_back(each.url());
    testing::GivenOptions options = {{"endpoints", urls},
                                     {"fingerprint", std::string("first-use")},
                                     {"verify_tls", std::string("true")}};
    options.merge(one.options());
    return options;
  }
  void keep(const Endpoint& at, const std::string& fingerprint) {
    known.change(at, [&](const auto&) {
      return KnownCertificate{
          .endpoint = {}, .fingerprint = fingerprint, .since_ms = kBeginMs, .cluster = {}};
    });
  }
  std::string kept(const Endpoint& endpoint) {
    const auto found = known.find(endpoint);
    return found ? found->fingerprint : "nothing";
  }
  // Once, at the first wait that is not before that long after the beginning.
  void at(std::int64_t after_ms, std::function<void()> happening) {
    happenings.emplace_back(kBeginMs + after_ms, std::move(happening));
    one.host.onWait([this](std::int64_t) {
      for (auto& [time_ms, happens] : happenings)
        if (happens && one.host.host().nowMs() >= time_ms) std::exchange(happens, nullptr)();
    });
  }
};

}  // namespace pipevane::proxmox_poll
