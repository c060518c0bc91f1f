#include "plugins/proxmox_poll/server_clock.h"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>

namespace pipevane::proxmox_poll {

std::int64_t serverTimeMs(const proxmox::Answer& answer, std::int64_t otherwise_ms) {
  for (const auto& [name, value] : answer.headers) {
    Poco::DateTime date;
    int zone = 0;
    // Poco reads a date of the year 0 into many a word.
    if (name == "date" && value.size() < 64 &&
        Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, value, date, zone) &&
        date.timestamp().epochMicroseconds() > 0)
      return date.timestamp().epochMicroseconds() / 1000;
  }
  return otherwise_ms;
}

}  // namespace pipevane::proxmox_poll
