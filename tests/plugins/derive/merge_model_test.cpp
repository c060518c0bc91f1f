// A made-up fleet and three sources that tell of it, as they do: late, with losses, failing and
// starting again, in any order. Whatever they do, no sample of it is doubled or wrong, no rate is
// one that never was, and what is told in the end is how the fleet is.
#include "tests/plugins/derive/told_fleet.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>
#include <set>

namespace pipevane::derive {
namespace {

using testing::MadeBatch;

constexpr std::int64_t kSecond = 1000, kCycle = 10 * kSecond;
constexpr std::int64_t kTroubles = 900 * kSecond, kEnd = 1000 * kSecond;
constexpr int kGuests = 3;

// What a guest really is, at any time.
class Guest {
 public:
  Guest(int number, std::mt19937& random) : number_(number) {
    std::int64_t time_ms = -1;
    for (bool up = random() % 2 == 0; time_ms < kTroubles; up = !up) {
      if (up) runs_.push_back({time_ms, kEnd + kSecond});
      // Not in whole seconds: the same uptime twice is an old one that is told again.
      time_ms += 5 * kSecond + static_cast<std::int64_t>(random() % 120'000);
      if (up && time_ms < kTroubles) runs_.back().second = time_ms;
    }
  }
  std::optional<std::int64_t> startedMs(std::int64_t time_ms) const {
    for (const auto& [from_ms, to_ms] : runs_)
      if (time_ms >= from_ms && time_ms < to_ms) return from_ms;
    return std::nullopt;
  }
  std::string status(std::int64_t time_ms) const {
    return startedMs(time_ms) ? "running" : "stopped";
  }
  double rate() const { return 1000.0 * (number_ + 1); }
  double bytes(std::int64_t time_ms) const {
    return rate() * static_cast<double>(time_ms - startedMs(time_ms).value_or(time_ms)) / 1000;
  }
  std::string key() const { return "lab/vm/" + std::to_string(number_); }
  // Each start and stop.
  template <class Body>
  void eachTurn(Body body) const {
    for (const auto& [from_ms, to_ms] : runs_) {
      if (from_ms > 0) body(from_ms, "running");
      if (to_ms < kEnd) body(to_ms, "stopped");
    }
  }

 private:
  int number_;
  std::vector<std::pair<std::int64_t, std::int64_t>> runs_;
};

class Story {
 public:
  explicit Story(unsigned seed) : random_(seed) {
    for (int i = 0; i < kGuests; ++i) guests_.emplace_back(i, random_);
  }

  void tell() {
    tellEvents();
    tellPushes();
    tellPolls();
    std::ranges::stable_sort(arrivals_, {}, &Arrival::time_ms);
    for (Arrival& each : arrivals_) fleet_.give(each.component, std::move(each.batch));
  }

  void check() {
    for (const Guest& each : guests_) {
      SCOPED_TRACE(each.key());
      EXPECT_EQ(fleet_.attribute(each.key(), "status"), each.status(kEnd));
      checkSamples(each);
      checkRates(each);
    }
  }

 private:
  struct Arrival {
    std::int64_t time_ms;
    std::string component;
    MadeBatch batch;
  };

  std::int64_t upTo(std::int64_t most) {
    return static_cast<std::int64_t>(random_() % static_cast<unsigned>(most));
  }
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  SeriesId series(const Guest& guest, const std::string& metric, bool counter = false) {
    return one_.host.series(guest.key(), metric, "bytes", counter);
  }
  EntityId entity(const Guest& guest) { return one_.host.dictionary().entity(guest.key()); }
  // They are at the second second of every ten.
  static std::int64_t cycleBefore(std::int64_t time_ms) {
    return (time_ms - 2 * kSecond) / kCycle * kCycle + 2 * kSecond;
  }

  void row(MadeBatch& batch, const Guest& guest) {
    const std::int64_t time_ms = batch.timeMs();
    const auto started_ms = guest.startedMs(time_ms);
    batch.sample(series(guest, "memory_total_bytes"), 8);
    if (started_ms) {
      batch.sample(series(guest, "uptime_seconds"),
                   1 + static_cast<double>(time_ms - *started_ms) / 1000);
      batch.sample(series(guest, "network_receive_bytes_total", true), guest.bytes(time_ms));
    } else {
      for (const char* metric : {"uptime_seconds", "network_receive_bytes_total"})
        batch.sample(series(guest, metric, std::string_view(metric) != "uptime_seconds"), NAN,
                     Quality::kUnknown);
    }
  }

  void tellEvents() {
    for (const Guest& each : guests_)
      each.eachTurn([&](std::int64_t time_ms, const char* status) {
        if (chance(20)) return;  // it did not happen by a task
        MadeBatch batch(time_ms);
        batch.upsert(entity(each), {{"status", status}});
        arrivals_.push_back({time_ms + kSecond + upTo(1500), "events", std::move(batch)});
      });
  }

  // A datagram for each guest; those of a silent time say in the end that nothing is known.
  void tellPushes() {
    std::vector<std::string> told(kGuests);
    std::int64_t silent_until_ms = 0;
    for (std::int64_t time_ms = 2 * kSecond; time_ms < kEnd; time_ms += kCycle) {
      if (time_ms < silent_until_ms) continue;
      if (time_ms < kTroubles - 100 * kSecond && chance(3)) {
        silent_until_ms = time_ms + kSecond * (20 + upTo(100));
        continue;
      }
      for (int i = 0; i < kGuests; ++i) {
        if (time_ms < kTroubles && chance(15)) continue;
        MadeBatch batch(time_ms);
        row(batch, guests_[i]);
        if (std::string status = guests_[i].status(time_ms); status != told[i])
          batch.upsert(entity(guests_[i]), {{"status", told[i] = status}});
        arrivals_.push_back({time_ms + upTo(2000), "push", std::move(batch)});
      }
    }
  }

  // List and rows every ten seconds, a minute's memory, and times in which nobody answers.
  void tellPolls() {
    std::vector<std::string> told(kGuests);
    std::int64_t told_ms = 2 * kSecond - kCycle, failing_until_ms = 0, failing_since_ms = 0;
    bool lost = false;
    const std::int64_t phase_ms = upTo(kCycle);
    for (std::int64_t now_ms = phase_ms; now_ms < kEnd; now_ms += kCycle) {
      if (now_ms < failing_until_ms) {
        if (lost || now_ms - failing_since_ms < 3 * kCycle) continue;
        lost = true;
        pollLoses(now_ms, told_ms, told);
        continue;
      }
      lost = false;
      if (now_ms < kTroubles - 150 * kSecond && chance(5)) {
        failing_since_ms = now_ms;
        failing_until_ms = now_ms + kSecond * (10 + upTo(120));
        continue;
      }
      const std::int64_t newest_ms = cycleBefore(now_ms);
      pollLists(now_ms, newest_ms, told);
      for (std::int64_t time_ms = std::max(told_ms + kCycle, cycleBefore(now_ms - 60 * kSecond));
           time_ms <= newest_ms; time_ms += kCycle) {
        MadeBatch batch(time_ms, time_ms < newest_ms ? PV_BACKFILL : PV_END_OF_CYCLE);
        for (const Guest& each : guests_) row(batch, each);
        arrivals_.push_back({now_ms + 200, "poll", std::move(batch)});
        told_ms = time_ms;
      }
    }
  }

  void pollLists(std::int64_t now_ms, std::int64_t newest_ms, std::vector<std::string>& told) {
    MadeBatch list(now_ms);
    for (int i = 0; i < kGuests; ++i)
      if (std::string status = guests_[i].status(newest_ms); status != told[i])
        list.upsert(entity(guests_[i]), {{"status", told[i] = status}});
    arrivals_.push_back({now_ms, "poll", std::move(list)});
  }

  void pollLoses(std::int64_t now_ms, std::int64_t told_ms, std::vector<std::string>& told) {
    MadeBatch marks(told_ms + 1), list(now_ms);
    for (int i = 0; i < kGuests; ++i) {
      marks.sample(series(guests_[i], "network_receive_bytes_total", true), NAN, Quality::kUnknown);
      list.upsert(entity(guests_[i]), {{"status", told[i] = "unknown"}});
    }
    arrivals_.push_back({now_ms, "poll", std::move(marks)});
    arrivals_.push_back({now_ms, "poll", std::move(list)});
  }

  void checkSamples(const Guest& guest) {
    std::set<std::int64_t> times;
    std::int64_t newest_ms = -1;
    for (const ToldSample& each :
         fleet_.samples(series(guest, "network_receive_bytes_total", true))) {
      if (each.quality == Quality::kUnknown) continue;
      EXPECT_TRUE(times.insert(each.time_ms).second) << each.time_ms << " was told before";
      EXPECT_DOUBLE_EQ(each.value, guest.bytes(each.time_ms)) << each.time_ms;
      EXPECT_TRUE(each.backfill || each.time_ms > newest_ms) << each.time_ms;
      newest_ms = std::max(newest_ms, each.time_ms);
    }
    // In the quiet at the end nothing is missing.
    for (std::int64_t time_ms = cycleBefore(kTroubles + kCycle); time_ms < kEnd - kCycle;
         time_ms += kCycle)
      EXPECT_EQ(times.contains(time_ms), guest.startedMs(time_ms).has_value()) << time_ms;
  }

  void checkRates(const Guest& guest) {
    for (const ToldSample& each :
         fleet_.samples(series(guest, "network_receive_bytes_per_second"))) {
      if (each.quality == Quality::kUnknown) continue;
      EXPECT_NEAR(each.value, guest.rate(), 1e-6) << each.time_ms;
    }
  }

  std::mt19937 random_;
  OneDerive one_;
  ToldFleet fleet_{one_};
  std::vector<Guest> guests_;
  std::vector<Arrival> arrivals_;
};

TEST(MergeModel, IsTheFleetWhateverItsSourcesDo) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Story story(seed);
    story.tell();
    story.check();
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace pipevane::derive
