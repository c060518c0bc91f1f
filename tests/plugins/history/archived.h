// A store of one series beside an archive that the test knows.
#pragma once

#include "tests/plugins/history/one_history.h"

#include <gtest/gtest.h>
#include <pipevane/archive.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace pipevane::history {

inline constexpr std::int64_t kNow = 1'795'003'200'000;  // a whole hour
inline constexpr std::int32_t kMeans = PV_AVERAGE, kGreatest = PV_MAXIMUM;
inline constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;

// Rows of one length, each worth 7, from a day before now until now.
struct FakeArchive {
  std::int64_t step_ms = 30 * kMinute;
  pv_status status = PV_OK;
  const char* why = nullptr;
  bool knows = true;
  std::atomic<int> asked = 0;
  std::vector<pv_archive_query> queries = {};
  bool hangs = false;
  std::mutex mutex = {};
  std::condition_variable changed = {};
  int waiting = 0;

  static FakeArchive& of(void* self) { return *static_cast<FakeArchive*>(self); }
  static pv_status query(void* self, const pv_archive_query* query, void* context,
                         void (*visit)(void*, const pv_archive_points*)) {
    FakeArchive& archive = of(self);
    ++archive.asked;
    std::unique_lock lock(archive.mutex);
    archive.queries.push_back(*query);
    if (archive.hangs && query->patience_ms > 0) {
      ++archive.waiting;
      archive.changed.notify_all();
      archive.changed.wait(lock, [&] { return !archive.hangs; });
    }
    std::vector<std::int64_t> times, steps;
    std::vector<double> values;
    for (std::int64_t at = kNow - kDay; at < kNow; at += archive.step_ms) {
      if (at + archive.step_ms <= query->from_ms || at >= query->to_ms) continue;
      times.push_back(at);
      steps.push_back(archive.step_ms);
      values.push_back(7);
    }
    for (std::size_t i = 0; archive.status != PV_FAILED && i < query->metric_count; ++i) {
      const pv_archive_points points{.size = sizeof points,
                                     .metric = query->metrics[i],
                                     .count = times.size(),
                                     .times_ms = times.data(),
                                     .steps_ms = steps.data(),
                                     .values = values.data()};
      visit(context, &points);
    }
    if (archive.why != nullptr) query->incomplete(context, text(archive.why));
    return archive.status;
  }
  static bool keeps(void* self, pv_entity_id /*entity*/) { return of(self).knows; }
  static constexpr pv_archive kTable = {
      .size = sizeof(pv_archive), .name = "the files", .keeps = keeps, .query = query};
};

struct Answered {
  std::int64_t step_ms = 0;
  std::size_t archived = 0;
  std::string whose, incomplete, not_archived;
  std::int32_t archived_as = -1;
  std::vector<std::int64_t> times_ms, steps_ms;
  std::vector<double> values, minimums, maximums;
  std::vector<std::uint8_t> qualities;
  std::vector<pv_archived_span> spans;

  bool isArchived(std::size_t i) const {
    return std::ranges::any_of(
        spans, [i](const auto& each) { return i >= each.first && i < each.first + each.count; });
  }
};

struct Archived : ::testing::Test {
  OneHistory one{{{"retention", std::string("2d")}}};
  FakeArchive archive;
  SeriesId cpu = one.host.series("lab/vm/100", "cpu_usage_ratio");

  void SetUp() override {
    one.host.setNow(kNow);
    one.host.offer(PV_ARCHIVE, &FakeArchive::kTable, &archive);
  }
  void store(std::int64_t from_ms, std::int64_t to_ms, double value = 1) {
    for (std::int64_t at = from_ms; at < to_ms; at += 10'000)
      one.history.process(testing::MadeBatch(at).sample(cpu, value));
  }
  // [any]
  Answered ask(std::int64_t from_ms, std::int64_t step_ms = 0, std::size_t most = 0,
               std::int32_t aggregate = PV_AVERAGE, std::int64_t to_ms = kNow) {
    const pv_history_query query{.size = sizeof query,
                                 .aggregate = aggregate,
                                 .from_ms = from_ms,
                                 .to_ms = to_ms,
                                 .step_ms = step_ms,
                                 .max_points = most,
                                 .series_count = 1,
                                 .series = &cpu,
                                 .combine = PV_COMBINE_NONE};
    Answered answered;
    const auto visit = [](void* context, const pv_history_points* points) {
      auto& to = *static_cast<Answered*>(context);
      to.step_ms = points->step_ms;
      to.archived = points->archived;
      to.whose = str(points->archive);
      to.incomplete = str(points->incomplete);
      to.not_archived = str(points->not_archived);
      to.archived_as = points->archived_as;
      to.minimums.assign(points->minimums, points->minimums + points->count);
      to.maximums.assign(points->maximums, points->maximums + points->count);
      to.times_ms.assign(points->times_ms, points->times_ms + points->count);
      to.values.assign(points->values, points->values + points->count);
      to.qualities.assign(points->qualities, points->qualities + points->count);
      to.spans.assign(points->spans, points->spans + points->span_count);
      if (points->steps_ms != nullptr)
        to.steps_ms.assign(points->steps_ms, points->steps_ms + points->count);
    };
    EXPECT_EQ(one.service.query(one.history.serviceSelf(), &query, &answered, visit), PV_OK);
    return answered;
  }
  // Nothing is told twice, and there is no hole as long as a row.
  static void expectOneBehindTheOther(const Answered& answered, std::int64_t hole_ms) {
    for (std::size_t i = 1; i < answered.times_ms.size(); ++i) {
      const std::int64_t end_ms = answered.times_ms[i - 1] + answered.steps_ms[i - 1];
      ASSERT_LE(end_ms, answered.times_ms[i]) << i;
      ASSERT_LE(answered.times_ms[i] - end_ms, hole_ms) << i;
    }
  }
};

}  // namespace pipevane::history
