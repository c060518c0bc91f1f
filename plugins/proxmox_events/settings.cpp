#include "plugins/proxmox_events/settings.h"

#include <pipevane/error.h>

#include <Poco/Net/IPAddress.h>

namespace pipevane::proxmox_events {
namespace {

Settings::Log logOf(const std::string& word) {
  if (word == "true") return Settings::Log::kAlways;
  return word == "false" ? Settings::Log::kNever : Settings::Log::kAuto;
}

std::optional<std::uint16_t> portOf(const Options& options) {
  if (!options.has("webhook_port")) return std::nullopt;
  return static_cast<std::uint16_t>(options.integer("webhook_port"));
}

void checkWebhook(const Options& options) {
  if (options.has("webhook_token") && options.text("webhook_token").empty())
    throw Error(
        "cannot use option \"webhook_token\": it is empty, so that anybody could send "
        "notifications; give one, or leave the option out");
  const std::string bind = options.text("webhook_bind");
  Poco::Net::IPAddress address;
  // Poco takes all of IPv6 for an address that could not be read.
  if (bind != "::" && !Poco::Net::IPAddress::tryParse(bind, address))
    throw Error("cannot receive notifications on \"" + bind +
                "\": it is no IP address; see option \"webhook_bind\"");
}

}  // namespace

Settings settingsOf(const Options& options, const Host& host) {
  checkWebhook(options);
  proxmox::Budget::Limits limits;
  limits.requests = options.has("requests_per_minute")
                        ? options.integer("requests_per_minute")
                        : usualRequestsPerMinute(options.durationMs("tasks_interval"));
  return {.clients = proxmox::clientsOf(options, host),
          .tasks_interval_ms =
              affordableIntervalMs(options.durationMs("tasks_interval"), limits.requests),
          .log = logOf(options.text("log")),
          .look_back_ms = options.durationMs("look_back"),
          .limits = limits,
          .cluster = options.text("cluster", ""),
          .webhook_port = portOf(options),
          .webhook_bind = options.text("webhook_bind"),
          .webhook_token = options.text("webhook_token", "")};
}

}  // namespace pipevane::proxmox_events
