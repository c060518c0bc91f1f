// The options of the source, checked.
#pragma once

#include "plugins/proxmox/push/push.h"
#include "plugins/proxmox/push/senders.h"

#include <pipevane/host.h>
#include <pipevane/options.h>

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox_push {

inline constexpr auto kOptions = options(
    integer("influx_udp_port")
        .optional()
        .range(0, 65'535)
        .help("For InfluxDB's line protocol over UDP. A port that is not given is closed; 0 takes "
              "any that is free."),
    integer("influx_http_port")
        .optional()
        .range(0, 65'535)
        .help("For the same over HTTP, as InfluxDB 2 takes it."),
    integer("graphite_tcp_port").optional().range(0, 65'535).help("For Graphite over TCP."),
    integer("graphite_udp_port").optional().range(0, 65'535).help("For Graphite over UDP."),
    integer("otlp_http_port")
        .optional()
        .range(0, 65'535)
        .help("For OpenTelemetry's metrics as JSON over HTTP (Proxmox VE 9)."),
    string("bind")
        .fallback("127.0.0.1")
        .help("The address to listen on. Nodes are other machines: the address of this one that "
              "they can reach, or 0.0.0.0 for all. Then give token or senders too."),
    string("token").optional().secret().help(
        "What has to come with every request over HTTP. UDP and Graphite have no place for it."),
    string("cluster").optional().help(
        "The cluster's name. Without, OpenTelemetry tells it, and else it is the component's id."),
    map("senders").fallback("{}").help(
        "From whom what cluster comes: an address, or the beginning of Graphite's paths, and the "
        "cluster's name. All others are refused then."),
    string("otlp_path")
        .fallback("/v1/metrics")
        .help("The path that OpenTelemetry's metrics are posted to."),
    bytes("bytes_per_second")
        .fallback("4MiB")
        .range(64 << 10, 1e9)
        .help("From one sender, over a while; ten times that at once. What is more is dropped. A "
              "node with a thousand guests sends a tenth of it."));

// One door, as it is to be opened.
struct Door {
  const char* name;  // "influx_udp", as in its option
  proxmox::PushFormat format;
  proxmox::PushCarrier carrier;
  std::uint16_t port;  // 0: any
};

struct Settings {
  std::string bind;
  std::vector<Door> doors;  // at least one
  std::string token;        // empty: none is needed
  std::string cluster;      // empty: as they say
  bool lists_senders = false;
  proxmox::Senders senders;
  std::string otlp_path;
  std::int64_t bytes_per_second = 0;
};

// The options of the ports through which whoever reaches them tells what is believed, in one text:
// "influx_udp_port and graphite_tcp_port". Empty where there is none.
std::string openToStrangers(const Settings& settings);

// Throws Error with every problem in it, and no secret.
Settings settingsOf(const Options& options, const Host& host);

}  // namespace pipevane::proxmox_push
