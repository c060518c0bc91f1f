// Which exchanges tell of events, as their paths and queries say.
#pragma once

#include <pipevane/abi.h>
#include <pipevane/text.h>

#include <charconv>
#include <cstddef>
#include <string_view>

namespace pipevane::proxmox::events {

inline constexpr std::string_view kTasks = "/cluster/tasks";
inline constexpr std::string_view kLog = "/cluster/log";
inline constexpr std::string_view kResources = "/cluster/resources";
inline constexpr std::string_view kStatus = "/cluster/status";
inline constexpr std::string_view kNodeTasks = "/tasks";  // behind /nodes/N
inline constexpr std::string_view kWebhook = "/webhook";

inline std::string_view pathBelowRoot(const pv_exchange& exchange) {
  constexpr std::string_view kRoot = "/api2/json";
  std::string_view path = view(exchange.path);
  if (path.starts_with(kRoot)) path.remove_prefix(kRoot.size());
  return path;
}

inline bool isWebhook(const pv_exchange& exchange) {
  return view(exchange.method) == "POST" && view(exchange.path) == kWebhook;
}

// Of the log; where it was not said, what Proxmox VE takes.
inline std::size_t logEntriesAsked(std::string_view query) {
  constexpr std::string_view kMax = "max=";
  std::size_t entries = 50;
  if (const auto at = query.find(kMax); at != std::string_view::npos) {
    const std::string_view digits = query.substr(at + kMax.size(), 9);
    std::from_chars(digits.data(), digits.data() + digits.size(), entries);
  }
  return entries;
}

// The server fails to write an answer with a bad escape in it, and says where.
inline bool cannotBeWritten(const pv_exchange& exchange) {
  const auto says = [&](std::string_view words) {
    return view(exchange.reason).find(words) != std::string_view::npos ||
           view(exchange.body).find(words) != std::string_view::npos;
  };
  return exchange.status == 500 && (says("escape") || says("character offset"));
}

}  // namespace pipevane::proxmox::events
