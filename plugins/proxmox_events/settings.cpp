#include "plugins/proxmox_events/settings.h"

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

}  // namespace

Settings settingsOf(const Options& options, const Host& host) {
  proxmox::Budget::Limits limits;
  limits.requests = options.integer("requests_per_minute");
  return {.clients = proxmox::clientsOf(options, host),
          .tasks_interval_ms = options.durationMs("tasks_interval"),
          .log = logOf(options.text("log")),
          .look_back_ms = options.durationMs("look_back"),
          .limits = limits,
          .cluster = options.text("cluster", ""),
          .webhook_port = portOf(options),
          .webhook_bind = options.text("webhook_bind"),
          .webhook_token = options.text("webhook_token", "")};
}

}  // namespace pipevane::proxmox_events
