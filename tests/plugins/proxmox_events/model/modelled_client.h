// Asks a modelled cluster in place of a real node.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "tests/plugins/proxmox_events/model/modelled_proxmox.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox_events {

class ModelledClient final : public proxmox::ApiClient {
 public:
  // The cluster outlives this.
  ModelledClient(ModelledProxmox& proxmox, Settings settings)
      : proxmox_(proxmox), settings_(std::move(settings)) {}
  static Maker of(ModelledProxmox& proxmox) {
    return [&proxmox](Settings settings) {
      return std::make_unique<ModelledClient>(proxmox, std::move(settings));
    };
  }

  proxmox::Answer get(const std::string& path, const Limits& limits) override {
    ++counters_.requests;
    return proxmox_.answer(
        settings_.endpoint, path,
        std::min(limits.timeout_ms.value_or(settings_.timeout_ms), settings_.timeout_ms));
  }
  proxmox::Answer prove(const Limits&) override { return {}; }
  void trustAlso(std::vector<std::string>) override {}
  void keepOpen(const std::string&) override {}
  const Settings& settings() const override { return settings_; }
  const Counters& counters() const override { return counters_; }
  const std::optional<proxmox::ShownCertificate>& certificate() const override {
    return certificate_;
  }

 private:
  ModelledProxmox& proxmox_;
  Settings settings_;
  Counters counters_;
  std::optional<proxmox::ShownCertificate> certificate_;
};

}  // namespace pipevane::proxmox_events
