// The options of the source, checked.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/contacts/budget.h"
#include "plugins/proxmox/contacts/contact_options.h"

#include <pipevane/host.h>
#include <pipevane/options.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

inline constexpr auto kOptions = options(
    proxmox::kEndpointsOption, proxmox::kTokenIdOption, proxmox::kTokenSecretOption,
    duration("interval")
        .fallback("10s")
        .range(1'000, 3'600'000)
        .help("From one cycle to the next. Proxmox VE renews its figures every 10 s."),
    proxmox::kClusterOption, proxmox::kFingerprintOption, proxmox::kCaFileOption,
    proxmox::kVerifyTlsOption, proxmox::kTimeoutOption,
    integer("requests_per_minute")
        .fallback("240")
        .range(20, 100'000)
        .help("The most that is ever asked, whatever happens. A cycle has two requests."),
    bytes("received_bytes_per_minute")
        .fallback("1GiB")
        .range(64 << 10, 1e12)
        .help("No cycle begins while the answers of the last minute are as large as that, as they "
              "came over the wire. Those of 10,000 guests are a third of it where nothing packs "
              "them."),
    integer("handshakes_per_minute")
        .fallback("120")
        .range(10, 100'000)
        .help("No cycle begins while there were as many whole TLS handshakes in the last minute. "
              "One connection is kept for a hundred requests."));

struct Settings {
  std::vector<proxmox::ApiClient::Settings> clients;  // at least one
  std::int64_t interval_ms = 10'000;
  proxmox::Budget::Limits limits;
  std::string cluster;  // empty: as the answers say
};

// Throws Error with every problem in it, and no secret.
Settings settingsOf(const Options& options, const Host& host);

}  // namespace pipevane::proxmox_poll
