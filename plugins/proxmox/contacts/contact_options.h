// The options by which a source is told whom to ask, and as whom: the same ones for every source
// that asks.
#pragma once

#include "plugins/proxmox/api/api_client.h"

#include <pipevane/host.h>
#include <pipevane/options.h>

#include <vector>

namespace pipevane::proxmox {

inline constexpr Option kEndpointsOption =
    list("endpoints")
        .help(
            "Nodes of one cluster, as in pve1.lan:8006; the next one is asked where "
            "one does not answer.");
inline constexpr Option kTokenIdOption =
    string("token_id").help("The API token's id, as in monitor@pve!pipevane.");
inline constexpr Option kTokenSecretOption =
    string("token_secret").secret().help("The API token's secret.");
inline constexpr Option kClusterOption =
    string("cluster").optional().help("The cluster's name, instead of the one it gives itself.");
inline constexpr Option kFingerprintOption =
    string("fingerprint")
        .optional()
        .help(
            "SHA-256 of the certificate that is trusted, whoever issued it; or first-use: the one "
            "that is shown first, which is kept in the data folder.");
inline constexpr Option kCaFileOption =
    string("ca_file").optional().help("The authorities that are trusted, PEM; else the system's.");
inline constexpr Option kVerifyTlsOption =
    boolean("verify_tls")
        .fallback("true")
        .help(
            "Whether a certificate has to be trusted at all. Without, anybody on the way can "
            "read the token.");
inline constexpr Option kTimeoutOption =
    duration("timeout").fallback("10s").range(1'000, 120'000).help("For one call.");

// How each endpoint is asked, in their order, at least one. Connections are idle by the host's
// steady clock, which the cycles keep to. Throws Error with every problem in it, and no secret.
std::vector<ApiClient::Settings> clientsOf(const Options& options, const Host& host);

}  // namespace pipevane::proxmox
