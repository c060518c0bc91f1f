#include "plugins/proxmox_poll/settings.h"

namespace pipevane::proxmox_poll {

Settings settingsOf(const Options& options, const Host& host) {
  return {.clients = proxmox::clientsOf(options, host),
          .interval_ms = options.durationMs("interval"),
          .limits = {.requests = options.integer("requests_per_minute"),
                     .received_bytes = options.bytes("received_bytes_per_minute"),
                     .handshakes = options.integer("handshakes_per_minute")},
          .cluster = options.text("cluster", "")};
}

}  // namespace pipevane::proxmox_poll
