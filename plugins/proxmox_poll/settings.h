// The options of the source, checked.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox_poll/budget.h"

#include <pipevane/host.h>
#include <pipevane/options.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

inline constexpr auto kOptions = options(
    list("endpoints")
        .help("Nodes of one cluster, as in pve1.lan:8006; the next one is asked where "
              "one does not answer."),
    string("token_id").help("The API token's id, as in monitor@pve!pipevane."),
    string("token_secret").secret().help("The API token's secret."),
    duration("interval")
        .fallback("10s")
        .range(1'000, 3'600'000)
        .help("From one cycle to the next. Proxmox VE renews its figures every 10 s."),
    string("cluster").optional().help("The cluster's name, instead of the one it gives itself."),
    string("fingerprint")
        .optional()
        .help(
            "SHA-256 of the certificate that is trusted, whoever issued it; or first-use: the one "
            "that is shown first, which is kept in the data folder."),
    string("ca_file").optional().help("The authorities that are trusted, PEM; else the system's."),
    boolean("verify_tls")
        .fallback("true")
        .help("Whether a certificate has to be trusted at all. Without, anybody on the way can "
              "read the token."),
    duration("timeout").fallback("10s").range(1'000, 120'000).help("For one call."),
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
  Budget::Limits limits;
  std::string cluster;  // empty: as the answers say
};

// Connections are idle by the host's steady clock, which the cycles keep to. Throws Error with
// every problem in it, and no secret.
Settings settingsOf(const Options& options, const Host& host);

}  // namespace pipevane::proxmox_poll
