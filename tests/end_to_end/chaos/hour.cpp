#include "tests/end_to_end/chaos/hour.h"

#include "tests/end_to_end/chaos/happening_schedule.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <ostream>
#include <sstream>

namespace pipevane::testing {
namespace {

constexpr const char* kUsualWay = "influx-http";

Sources together(const std::string& way = kUsualWay) {
  return {.polled = true, .pushed_over = way, .events = true};
}

}  // namespace

std::vector<Trouble> Hour::troubles() const {
  auto all = hourOfTroubles(seed);
  if (sources.events) std::ranges::copy(hourOfHappenings(seed), std::back_inserter(all));
  if (!sources.pushed_over.empty())
    std::ranges::copy(hourOfPushTroubles(seed, sources.pushed_over), std::back_inserter(all));
  return all;
}

std::string Hour::name() const {
  std::string text = "Pve" + release + "Seed" + std::to_string(seed);
  if (sources.events) text += "Together";
  if (sources.events && sources.pushed_over != kUsualWay) text += "Over-" + sources.pushed_over;
  std::ranges::replace_if(
      text, [](char each) { return each == '.' || each == '-'; }, '_');
  return text;
}

void PrintTo(const Hour& hour, std::ostream* out) { *out << hour.name(); }

std::vector<Hour> hours() {
  const char* const asked = std::getenv("PIPEVANE_CHAOS_SEEDS");
  if (asked == nullptr)
    return {{"7.4-20", 7},
            {"8.1.4", 1},
            {"8.2.7", 2},
            {"8.4.21", 3},
            {"9.2.11", 7},
            {"9.2.11", 4},
            {"9.2.11", 5, together()}};
  std::vector<Hour> all;
  std::istringstream seeds(asked);
  for (std::uint64_t seed = 0; seeds >> seed;) {
    for (const char* release : {"7.4-20", "8.1.4", "8.2.7", "8.4.21", "9.2.11"})
      all.push_back({release, seed});
    for (const char* release : {"8.4.21", "9.2.11"}) all.push_back({release, seed, together()});
    for (const char* way : {"influx-udp", "graphite-tcp", "graphite-udp", "otlp-http"})
      all.push_back({"9.2.11", seed, together(way)});
  }
  return all;
}

std::string inHour(std::int64_t time_ms, std::int64_t begin_ms) {
  const double s = static_cast<double>(time_ms - begin_ms) / 1000;
  return std::to_string(static_cast<int>(s / 60)) + " min " + std::to_string(std::fmod(s, 60)) +
         " s";
}

}  // namespace pipevane::testing
