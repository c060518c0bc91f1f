// The options of the source, checked.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/contacts/budget.h"
#include "plugins/proxmox/contacts/contact_options.h"
#include "plugins/proxmox_events/question_plan.h"

#include <pipevane/host.h>
#include <pipevane/options.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {

inline constexpr const char* kLogChoices[] = {"auto", "true", "false", nullptr};

inline constexpr auto kOptions = options(
    proxmox::kEndpointsOption, proxmox::kTokenIdOption, proxmox::kTokenSecretOption,
    duration("tasks_interval")
        .fallback("2s")
        .range(1'000, 60'000)
        .help("From one list of tasks to the next. All else that is asked comes to one request in "
              "ten seconds. It is longer where requests_per_minute leaves no room for that."),
    string("log")
        .fallback("auto")
        .choices(kLogChoices)
        .help("Whether the cluster's log is read, which takes Sys.Syslog on /. auto: where the "
              "token has it."),
    duration("look_back")
        .fallback("24h")
        .range(60'000, 30LL * 24 * 3'600'000)
        .help("What finished so long before the start is told as well, at its own time."),
    proxmox::kClusterOption, proxmox::kFingerprintOption, proxmox::kCaFileOption,
    proxmox::kVerifyTlsOption, proxmox::kTimeoutOption,
    integer("requests_per_minute")
        .optional()
        .range(20, 100'000)
        .help(
            "The most that is ever asked on average, whatever happens. Without it: what is usual, "
            "which is 36 with the usual tasks_interval. Of fewer a sixth is left for what is asked "
            "beside the list of tasks, which comes less often then: with 20 every 3.6 s."),
    integer("webhook_port")
        .optional()
        .range(0, 65'535)
        .help("Where notifications of Proxmox VE are received; without it, nowhere. 0: any port."),
    string("webhook_bind")
        .fallback("127.0.0.1")
        .help("The address that receives them; one that the nodes reach, as 0.0.0.0."),
    string("webhook_token")
        .optional()
        .secret()
        .help("What a notification has to bring along, in the header Authorization: Bearer ..."));

struct Settings {
  enum class Log : std::uint8_t { kAuto, kAlways, kNever };

  std::vector<proxmox::ApiClient::Settings> clients;  // at least one
  // At least; see affordableIntervalMs().
  std::int64_t tasks_interval_ms = 2'000;
  Log log = Log::kAuto;
  std::int64_t look_back_ms = 0;
  proxmox::Budget::Limits limits;
  std::string cluster;                        // empty: as the answers say
  std::optional<std::uint16_t> webhook_port;  // nothing: notifications are not received
  std::string webhook_bind, webhook_token;
};

inline constexpr std::int64_t kLimitMs = 60'000;  // a limit of requests is of one minute
inline constexpr std::int64_t kBesidePerMinute = kLimitMs / QuestionPlan::kBesideMs;

constexpr std::int64_t roundedUp(std::int64_t dividend, std::int64_t divisor) {
  return (dividend + divisor - 1) / divisor;
}

// One list of tasks each interval, and one question more in ten seconds; of long intervals so many
// that an introduction finds room.
constexpr std::int64_t usualRequestsPerMinute(std::int64_t tasks_interval_ms) {
  return std::max<std::int64_t>(20, roundedUp(kLimitMs, tasks_interval_ms) + kBesidePerMinute);
}

// The interval that is wanted, or so long a one that the lists of tasks leave a sixth of the
// requests, as usual: they come first, and would leave nothing. What is asked beside them never
// needs more than its one question in ten seconds.
constexpr std::int64_t affordableIntervalMs(std::int64_t wanted_ms, std::int64_t per_minute) {
  constexpr std::int64_t kParts = 6;
  const std::int64_t for_tasks =
      kParts * per_minute - std::min(per_minute, kParts * kBesidePerMinute);
  return std::max(wanted_ms, roundedUp(kParts * kLimitMs, for_tasks));
}

// Throws Error with every problem in it, and no secret.
Settings settingsOf(const Options& options, const Host& host);

}  // namespace pipevane::proxmox_events
