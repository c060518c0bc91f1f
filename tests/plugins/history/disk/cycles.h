// Cycles as a source and `derive` tell them, and some that nobody would.
#pragma once

#include "plugins/history/disk/cycle.h"

#include <pipevane/testing/fake_host.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace pipevane::history {

// Of a few guests, with figures of every kind.
class Cycles {
 public:
  Cycles(testing::FakeHost& host, unsigned seed) : host_(host), random_(seed) {}

  Cycle next() {
    now_ms_ += 10'000;
    Cycle cycle;
    const std::size_t batches = random_() % 4;
    for (std::size_t i = 0; i < batches; ++i) batch(cycle);
    if (drawn(4)) event(cycle);
    return cycle;
  }

 private:
  static constexpr std::size_t kGuests = 6;

  bool drawn(unsigned one_in) { return random_() % one_in == 0; }

  void batch(Cycle& cycle) {
    // Mostly as before, sometimes of any time.
    const std::int64_t time_ms =
        drawn(30) ? static_cast<std::int64_t>(random_()) : now_ms_ - (drawn(5) ? 5'000 : 0);
    const std::size_t begin = cycle.series.size();
    for (std::size_t guest = 0; guest < kGuests; ++guest) {
      if (drawn(8)) continue;
      const std::string key = "lab/vm/" + std::to_string(guest);
      const double usage = drawn(10) ? 0 : std::abs(std::sin(double(random_())));
      tell(cycle, key, "cpu_usage_percent", 100.0 * usage);
      tell(cycle, key, "cpu_usage_ratio", usage);
      received_[guest] += drawn(20) ? -received_[guest] : double(random_() % 100'000);
      tell(cycle, key, "network_receive_bytes_total", received_[guest]);
      tell(cycle, key, "network_receive_bytes_per_second", double(random_() % 1'000) / 10);
      blocks_[guest] += double(random_() % 50) * 4096;
      tell(cycle, key, "disk_read_bytes_total", blocks_[guest]);
      tell(cycle, key, "memory_used_bytes", blocks_[guest] / 2);
      tell(cycle, key, "memory_host_used_bytes", blocks_[guest] / 2 + 77);
      tell(cycle, key, "uptime_seconds", double((now_ms_ + std::int64_t(guest)) / 1000 % 100'000));
      if (drawn(3)) tell(cycle, key, "odd", odd());
    }
    if (drawn(4)) tell(cycle, "lab/vm/" + std::to_string(random_() % 1000), "seldom", 1);
    if (cycle.series.size() == begin) return;
    cycle.batches.push_back({time_ms,
                             {.now_ms = now_ms_ + std::int64_t(random_() % 300),
                              .steady_ms = now_ms_ / 2,
                              .backfill = drawn(9)},
                             cycle.series.size() - begin});
  }

  void tell(Cycle& cycle, const std::string& key, const std::string& metric, double value) {
    if (drawn(60)) value = odd();
    cycle.series.push_back(host_.series(key, metric, metric.ends_with("ratio") ? "ratio" : "",
                                        metric.ends_with("_total")));
    cycle.values.push_back(value);
    cycle.qualities.push_back(static_cast<std::uint8_t>(drawn(20) ? random_() % 5 : 0));
  }

  double odd() {
    switch (random_() % 9) {
      case 0:
        return std::numeric_limits<double>::quiet_NaN();
      case 1:
        return -0.0;
      case 2:
        return std::numeric_limits<double>::infinity();
      case 3:
        return -std::numeric_limits<double>::denorm_min();
      case 4:
        return std::numeric_limits<double>::max();
      case 5:
        return std::bit_cast<double>(std::uint64_t{random_()});
      case 6:
        return 9007199254740993.0;
      case 7:
        return double(random_() % 100'000) / 1000;
      default:
        return -double(random_() % 1'000'000'007);
    }
  }

  void event(Cycle& cycle) {
    const std::string id = "UPID:" + std::to_string(random_() % 50), type = "task",
                      message = std::string(random_() % 200, 'x');
    const std::vector<pv_attribute> attributes = {{text("user"), text("root@pam")},
                                                  {text("node"), absent()}};
    pv_event raw{.size = sizeof(pv_event),
                 .severity = static_cast<std::int32_t>(random_() % 4),
                 .time_ms = now_ms_ - static_cast<std::int64_t>(random_() % 100'000),
                 .entity = drawn(3) ? PV_NONE : host_.dictionary().entity("lab/vm/1"),
                 .id = drawn(5) ? absent() : text(id),
                 .type = text(type),
                 .state = drawn(2) ? absent() : text("running"),
                 .message = text(message),
                 .attribute_count = drawn(2) ? 0 : attributes.size(),
                 .attributes = attributes.data()};
    cycle.events.push_back({"events", std::make_shared<const OwnedEvent>(raw)});
  }

  testing::FakeHost& host_;
  std::mt19937_64 random_;
  std::int64_t now_ms_ = 1'795'000'000'000;
  double received_[kGuests] = {}, blocks_[kGuests] = {};
};

// Bits and all.
inline auto told(const Cycle& cycle) {
  std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t, bool, std::size_t>> batches;
  for (const CycleBatch& each : cycle.batches)
    batches.emplace_back(each.time_ms, each.arrival.now_ms, each.arrival.steady_ms,
                         each.arrival.backfill, each.count);
  std::vector<std::tuple<SeriesId, std::uint64_t, int>> samples;
  for (std::size_t i = 0; i < cycle.series.size(); ++i)
    samples.emplace_back(cycle.series[i], std::bit_cast<std::uint64_t>(cycle.values[i]),
                         cycle.qualities[i]);
  std::vector<std::string> events;
  const auto add = [&events](pv_text each) {
    events.push_back(present(each) ? "=" + std::string(view(each)) : "absent");
  };
  for (const CycleEvent& each : cycle.events) {
    const pv_event& raw = each.event->raw();
    events.push_back(each.component + " " + std::to_string(raw.severity) + " " +
                     std::to_string(raw.time_ms) + " " + std::to_string(raw.entity));
    for (const pv_text part : {raw.id, raw.type, raw.state, raw.message}) add(part);
    for (std::size_t i = 0; i < raw.attribute_count; ++i) {
      add(raw.attributes[i].name);
      add(raw.attributes[i].value);
    }
  }
  return std::tuple(batches, samples, events);
}

}  // namespace pipevane::history
