#include "tests/plugins/web/known_history.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>

namespace pipevane::web {
namespace {

struct HistoryRest : ::testing::Test {
  OneWeb one;
  KnownHistory history;
  void SetUp() override {
    fill(one);
    one.host.offer(PV_HISTORY, &KnownHistory::kTable, &history);
  }
};

TEST_F(HistoryRest, AnswersEveryPairAndTheUnknownAsNull) {
  const auto json =
      one.get("/api/metrics/history?entity=lab/vm/100&entity=lab/vm/9&metric=cpu_usage_percent")
          .json();
  const auto series = json->getArray("series");
  ASSERT_EQ(series->size(), 2U);
  const auto known = series->getObject(0);
  EXPECT_EQ(known->getValue<std::string>("entity"), "lab/vm/100");
  EXPECT_EQ(known->getArray("times_ms")->getElement<std::int64_t>(1), kNow - 1000);
  EXPECT_EQ(known->getArray("values")->getElement<double>(0), 0.25);
  EXPECT_TRUE(known->getArray("values")->get(1).isEmpty());
  EXPECT_EQ(known->getArray("minimums")->getElement<double>(0), 0.125);
  EXPECT_EQ(known->getArray("maximums")->getElement<double>(0), 0.5);
  const auto unknown = series->getObject(1);
  EXPECT_EQ(unknown->getValue<std::string>("entity"), "lab/vm/9");
  EXPECT_EQ(unknown->getArray("values")->size(), 0U);
}

TEST_F(HistoryRest, AsksForTheLastHourAsItIsStoredInAtMost600Points) {
  one.get("/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent");
  EXPECT_EQ(history.asked.to_ms, kNow + 1);
  EXPECT_EQ(history.asked.from_ms, kNow + 1 - 3'600'000);
  EXPECT_EQ(history.asked.step_ms, 0);
  EXPECT_EQ(history.asked.max_points, 600U);
  EXPECT_EQ(history.asked.aggregate, PV_AVERAGE);
}

TEST_F(HistoryRest, AsksForWhatItWasAsked) {
  one.get(
      "/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent&from=1000&to=61000&step=500"
      "&aggregate=max");
  EXPECT_EQ(history.asked.from_ms, 1000);
  EXPECT_EQ(history.asked.to_ms, 61000);
  EXPECT_EQ(history.asked.step_ms, 500);
  EXPECT_EQ(history.asked.aggregate, PV_MAXIMUM);
}

TEST_F(HistoryRest, TellsOneAnswerOfAllEntitiesAndHowManyAreInIt) {
  const auto json = one.get(
                           "/api/metrics/history?entity=lab/vm/100&entity=lab/vm/101"
                           "&metric=cpu_usage_percent&combine=sum&step=60000")
                        .json();
  EXPECT_EQ(history.asked.combine, PV_COMBINE_SUM);
  EXPECT_EQ(history.asked.series_count, 2U);
  EXPECT_EQ(history.asked.max_points, 500'000U);
  EXPECT_EQ(json->getValue<std::string>("combine"), "sum");
  ASSERT_EQ(json->getArray("series")->size(), 1U);
  const auto sum = json->getArray("series")->getObject(0);
  EXPECT_FALSE(sum->has("entity"));
  EXPECT_EQ(sum->getValue<std::string>("metric"), "cpu_usage_percent");
  EXPECT_EQ(sum->getArray("counts")->getElement<int>(0), 2);
  EXPECT_EQ(sum->getArray("counts")->getElement<int>(1), 0);
}

TEST_F(HistoryRest, CountsWhatIsNamedTwiceOnce) {
  one.get(
      "/api/metrics/history?entity=lab/vm/100&entity=lab/vm/101&entity=lab/vm/100"
      "&metric=cpu_usage_percent&combine=sum");
  EXPECT_EQ(history.asked.series_count, 2U);
}

TEST_F(HistoryRest, TellsOneAnswerOfNobody) {
  const auto series =
      one.get("/api/metrics/history?query=cluster:none&metric=cpu_usage_percent&combine=sum")
          .json()
          ->getArray("series");
  ASSERT_EQ(series->size(), 1U);
  EXPECT_FALSE(series->getObject(0)->has("entity"));
  EXPECT_EQ(series->getObject(0)->getValue<int>("of"), 0);
}

// Storages have no processors: they are no parts that are missing.
TEST_F(HistoryRest, CombinesOfWhatAQueryFindsThoseThatHaveSuchASeries) {
  one.sample("some/vm/1", "cpu_usage_percent", 1);
  one.sample("some/vm/2", "memory_used_bytes", 1);
  const std::string found = "/api/metrics/history?query=cluster:some&metric=cpu_usage_percent";
  const auto answer = one.get(found + "&combine=sum").json()->getArray("series")->getObject(0);
  EXPECT_EQ(history.asked.series_count, 1U);
  EXPECT_EQ(answer->getValue<int>("of"), 1);
  one.get(
      "/api/metrics/history?entity=some/vm/1&entity=some/vm/2&metric=cpu_usage_percent"
      "&combine=sum");
  EXPECT_EQ(history.asked.series_count, 2U) << "who names it says that it should be there";
}

TEST_F(HistoryRest, CombinesWhatAQueryFindsAndMoreThanItAnswersOneByOne) {
  for (int i = 0; i < 600; ++i) one.sample("many/vm/" + std::to_string(i), "cpu_usage_percent", 1);
  const std::string address = "/api/metrics/history?metric=cpu_usage_percent&query=cluster:many";
  EXPECT_EQ(one.get(address).status, 400);
  EXPECT_EQ(one.get(address + "&combine=sum").status, 200);
  EXPECT_EQ(history.asked.series_count, 600U);
  EXPECT_EQ(one.get(address + "&combine=sum&entity=lab/vm/100").status, 400);
  EXPECT_EQ(one.get("/api/metrics/history?metric=cpu_usage_percent&query=cluster:none&step=1000")
                .json()
                ->getArray("series")
                ->size(),
            0U);
  EXPECT_EQ(one.get("/api/metrics/history?metric=cpu_usage_percent&query=cpu%3E%3E").status, 400);
}

TEST_F(HistoryRest, TellsRatesOfCountersAlone) {
  one.host.dictionary().metric("network_receive_bytes_total", "bytes", true);
  one.host.dictionary().metric("cpu_count", "", false);
  const std::string base = "/api/metrics/history?entity=lab/vm/100&aggregate=rate";
  EXPECT_EQ(one.get(base + "&metric=network_receive_bytes_total").status, 200);
  EXPECT_EQ(history.asked.aggregate, PV_RATE);
  EXPECT_EQ(one.get(base + "&metric=network_receive_bytes_total")
                .json()
                ->getArray("series")
                ->getObject(0)
                ->getValue<std::string>("unit"),
            "bytes_per_second");
  const Reply refused = one.get(base + "&metric=cpu_count&metric=cpu_usage_percent");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.json()->getArray("problems")->getElement<std::string>(0),
            R"(cannot tell the rate of "cpu_count": it is a gauge, and only counters have one)");
  EXPECT_EQ(refused.json()->getArray("problems")->size(), 2U);
}

TEST_F(HistoryRest, BringsTheEventsOfTheEntitiesInTheRange) {
  const std::string address =
      "/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent&to=" +
      std::to_string(kNow + 1);
  EXPECT_FALSE(one.get(address).json()->has("events"));
  EXPECT_EQ(one.get(address + "&events=true").json()->getArray("events")->size(), 0U)
      << "it is nobody's";
  history.event_of = one.host.dictionary().entity("lab/vm/100");
  const auto told = one.get(address + "&events=true").json();
  ASSERT_EQ(told->getArray("events")->size(), 1U);
  EXPECT_EQ(told->getArray("events")->getObject(0)->getValue<std::string>("message"),
            "backup failed");
  EXPECT_FALSE(told->getValue<bool>("more_events"));
  EXPECT_EQ(one.get("/api/metrics/history?entity=lab/vm/101&metric=cpu_usage_percent&events=true")
                .json()
                ->getArray("events")
                ->size(),
            0U);
}

TEST_F(HistoryRest, BringsTheNewestEventsAndSaysThatThereAreMore) {
  testing::MadeBatch batch(kNow);
  std::vector<std::string> ids;
  for (int i = 0; i < 250; ++i) ids.push_back(std::to_string(i));
  for (int i = 0; i < 250; ++i) {
    pv_event event{};
    event.size = sizeof event;
    event.entity = one.host.dictionary().entity("lab/vm/100");
    event.time_ms = kNow - 1'000'000 + i;
    event.id = text(ids[static_cast<std::size_t>(i)]);
    event.type = text("task");
    batch.event(event);
  }
  one.process(batch);
  const auto told =
      one.get("/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent&events=true").json();
  ASSERT_EQ(told->getArray("events")->size(), 200U);
  EXPECT_EQ(told->getArray("events")->getObject(0)->getValue<std::int64_t>("time_ms"),
            kNow - 1'000'000 + 249);
  EXPECT_TRUE(told->getValue<bool>("more_events"));
}

TEST_F(HistoryRest, SaysWhereAnOlderHistoryKnowsNoSuchQuestion) {
  static constexpr pv_history kOlder = {.size = offsetof(pv_history, at),
                                        .query = KnownHistory::query,
                                        .events = nullptr,
                                        .extent = nullptr,
                                        .at = nullptr};
  one.host.offer(PV_HISTORY, &kOlder, &history);
  const std::string base = "/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent";
  EXPECT_EQ(one.get(base).status, 200);
  EXPECT_EQ(one.get(base + "&combine=sum").status, 501);
  EXPECT_EQ(one.get("/api/metrics/at?time=5").status, 501);
}

TEST_F(HistoryRest, SaysWhereAHistoryCannotBeGoneThrough) {
  const Reply refused = one.get("/api/metrics/history?format=csv");
  EXPECT_EQ(refused.status, 501);
  EXPECT_NE(refused.body.find("this history cannot be gone through"), std::string::npos);
}

TEST_F(HistoryRest, AsksForStoredSamplesWhereTheStepIsZero) {
  one.get("/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent&step=0");
  EXPECT_EQ(history.asked.step_ms, 0);
  EXPECT_EQ(history.asked.max_points, 500'000U);
}

TEST_F(HistoryRest, TellsTheQualitiesWhereNotAllAreLive) {
  const auto series =
      one.get("/api/metrics/history?entity=lab/vm/100&entity=lab/vm/9&metric=cpu_usage_percent")
          .json()
          ->getArray("series");
  EXPECT_EQ(series->getObject(0)->getArray("qualities")->getElement<std::string>(0), "live");
  EXPECT_EQ(series->getObject(0)->getArray("qualities")->getElement<std::string>(1), "unknown");
  EXPECT_FALSE(series->getObject(1)->has("qualities"));
}

TEST_F(HistoryRest, TellsWhatIsArchivedAndForHowLongEachValueStands) {
  const std::string address =
      "/api/metrics/history?entity=lab/vm/100&entity=lab/vm/9&metric=cpu_usage_percent";
  EXPECT_FALSE(one.get(address).json()->getArray("series")->getObject(0)->has("archived"));
  history.archived = true;
  const auto series = one.get(address).json()->getArray("series");
  const auto known = series->getObject(0);
  EXPECT_EQ(known->getArray("steps_ms")->getElement<std::int64_t>(0), 1000);
  EXPECT_EQ(known->getArray("steps_ms")->getElement<std::int64_t>(1), 0);
  EXPECT_EQ(known->getObject("archived")->getValue<int>("count"), 1);
  EXPECT_EQ(known->getObject("archived")->getValue<std::string>("from"), "the files");
  EXPECT_EQ(known->getObject("archived")->getValue<std::string>("aggregate"), "avg");
  EXPECT_FALSE(series->getObject(1)->has("steps_ms"));
  EXPECT_FALSE(series->getObject(1)->has("archived"));
}

TEST_F(HistoryRest, TellsWhichValuesAreOfMinutes) {
  const auto known = [&] {
    return one.get("/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent")
        .json()
        ->getArray("series")
        ->getObject(0);
  };
  EXPECT_FALSE(known()->has("tiers"));
  history.tiered = true;
  const auto series = known();
  ASSERT_EQ(series->getArray("tiers")->size(), 1U);
  const auto tier = series->getArray("tiers")->getObject(0);
  EXPECT_EQ(tier->getValue<int>("first"), 0);
  EXPECT_EQ(tier->getValue<int>("count"), 1);
  EXPECT_EQ(tier->getValue<int>("tier_ms"), 60'000);
  EXPECT_EQ(series->getArray("steps_ms")->getElement<std::int64_t>(0), 1000);
  EXPECT_FALSE(series->has("archived"));
}

TEST_F(HistoryRest, TellsWhichValuesAreArchivedAlsoOfAnOlderHistory) {
  history.archived = true;
  const auto span = [&] {
    return one.get("/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent")
        .json()
        ->getArray("series")
        ->getObject(0)
        ->getObject("archived")
        ->getArray("spans")
        ->getObject(0);
  };
  EXPECT_EQ(span()->getValue<int>("first"), 0);
  EXPECT_EQ(span()->getValue<int>("count"), 1);
  history.inner = true;
  EXPECT_EQ(span()->getValue<int>("first"), 1);
  history.inner = false;
  history.older = true;
  EXPECT_EQ(span()->getValue<int>("first"), 0);
  EXPECT_EQ(span()->getValue<int>("count"), 1);
}

TEST_F(HistoryRest, SaysWhereAnArchiveMayHaveMore) {
  const std::string address = "/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent";
  const auto whole = one.get(address).json();
  EXPECT_TRUE(whole->getValue<bool>("complete"));
  EXPECT_FALSE(whole->getArray("series")->getObject(0)->has("incomplete"));
  history.late = true;
  const auto late = one.get(address).json();
  EXPECT_FALSE(late->getValue<bool>("complete"));
  EXPECT_EQ(late->getArray("series")->getObject(0)->getValue<std::string>("incomplete"),
            "it was late");
}

TEST_F(HistoryRest, SaysWhereNoArchiveHasWhatIsMissing) {
  const std::string address = "/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent";
  const auto series = [&] { return one.get(address).json()->getArray("series")->getObject(0); };
  EXPECT_FALSE(series()->has("not_archived"));
  history.nobodys = true;
  EXPECT_EQ(series()->getValue<std::string>("not_archived"), "nobody has it");
  EXPECT_TRUE(one.get(address).json()->getValue<bool>("complete")) << "as far as can be";
}

TEST_F(HistoryRest, TellsTheStepOfEachSeries) {
  static constexpr pv_history kUneven = {
      .size = sizeof(pv_history),
      .query = [](void*, const pv_history_query* query, void* context,
                  void (*visit)(void*, const pv_history_points*)) -> pv_status {
        for (const std::int64_t step_ms : {0, 60'000}) {
          pv_history_points points{};
          points.size = sizeof points;
          points.series = query->series[0];
          points.step_ms = step_ms;
          visit(context, &points);
        }
        return PV_OK;
      },
      .events = nullptr,
      .extent = nullptr,
      .at = nullptr};
  one.host.offer(PV_HISTORY, &kUneven, nullptr);
  const auto answer =
      one.get("/api/metrics/history?entity=lab/vm/100&entity=lab/vm/101&metric=cpu_usage_percent")
          .json();
  EXPECT_EQ(answer->getValue<std::int64_t>("step_ms"), 60'000);
  const auto series = answer->getArray("series");
  EXPECT_EQ(series->getObject(0)->getValue<std::int64_t>("step_ms"), 0);
  EXPECT_EQ(series->getObject(1)->getValue<std::int64_t>("step_ms"), 60'000);
}

TEST_F(HistoryRest, ReadsTheAnswerOfAHistoryThatKnowsNoArchive) {
  static constexpr pv_history kOlder = {
      .size = sizeof(pv_history),
      .query = [](void*, const pv_history_query* query, void* context,
                  void (*visit)(void*, const pv_history_points*)) -> pv_status {
        // As long as it was then; what lies behind it is somebody else's.
        struct {
          alignas(pv_history_points) unsigned char bytes[sizeof(pv_history_points)];
        } memory;
        std::memset(&memory, 0xFF, sizeof memory);
        auto& points = reinterpret_cast<pv_history_points&>(memory);
        const std::int64_t time_ms = kNow;
        const double value = 1;
        const std::uint8_t quality = PV_LIVE;
        points.size = offsetof(pv_history_points, steps_ms);
        points.series = query->series[0];
        points.step_ms = 0;
        points.count = 1;
        points.times_ms = &time_ms;
        points.values = points.minimums = points.maximums = &value;
        points.qualities = &quality;
        visit(context, &points);
        return PV_OK;
      },
      .events = nullptr,
      .extent = nullptr,
      .at = nullptr};
  one.host.offer(PV_HISTORY, &kOlder, nullptr);
  const auto answer = one.get("/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent");
  const auto series = answer.json()->getArray("series")->getObject(0);
  EXPECT_EQ(series->getArray("values")->getElement<double>(0), 1);
  EXPECT_FALSE(series->has("steps_ms"));
}

TEST_F(HistoryRest, SaysSoWhereTheHistoryFails) {
  history.answer = PV_FAILED;
  EXPECT_EQ(one.get("/api/events").status, 503);
  EXPECT_EQ(one.get("/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent").status, 503);
}

TEST_F(HistoryRest, RefusesWhatMakesNoSense) {
  const std::string base = "/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent";
  for (const std::string& address :
       {base + "&from=5&to=5", base + "&from=-1", base + "&step=-1", base + "&aggregate=median",
        base + "&combine=median", base + "&combine=sum&metric=cpu_count", base + "&events=maybe",
        std::string("/api/metrics/history?entity=lab/vm/100"),
        std::string("/api/metrics/history?metric=cpu_usage_percent")}) {
    SCOPED_TRACE(address);
    EXPECT_EQ(one.get(address).status, 400);
  }
  std::string many = "/api/metrics/history?from=0";
  for (int i = 0; i < 23; ++i)
    many += "&entity=" + std::to_string(i) + "&metric=" + std::to_string(i);
  EXPECT_EQ(one.get(many).status, 400);
}

TEST_F(HistoryRest, SaysAllThatMakesNoSense) {
  one.host.dictionary().metric("cpu_count", "", false);
  const auto json =
      one.get(
             "/api/metrics/history?from=5&to=5&step=x&aggregate=rate&combine=median&events=maybe"
             "&metric=cpu_count")
          .json();
  const std::vector<std::string> wrong = {
      R"("from" must be before "to")",
      R"(say which with at least one "entity")",
      R"(cannot tell the rate of "cpu_count": it is a gauge, and only counters have one)",
      R"("combine" must be sum, avg, min or max)",
      R"("events" must be true or false)",
      R"("step" must be a whole number from 0 to 253402300800000)"};
  const auto told = json->getArray("problems");
  ASSERT_EQ(told->size(), wrong.size());
  std::string detail;
  for (unsigned i = 0; i < wrong.size(); ++i) {
    EXPECT_EQ(told->getElement<std::string>(i), wrong[i]);
    detail += (i == 0 ? "" : "; ") + wrong[i];
  }
  EXPECT_EQ(json->getValue<std::string>("detail"), detail);
}

TEST_F(HistoryRest, TakesAnEmptyQueryForNone) {
  const std::string address = "/api/metrics/history?metric=cpu_usage_percent&query=";
  EXPECT_EQ(one.get(address).status, 400) << "it does not say of what";
  EXPECT_EQ(one.get(address + "%20&entity=lab/vm/100").status, 200);
  EXPECT_EQ(history.asked.series_count, 1U);
  EXPECT_EQ(one.get(address + "kind:vm&entity=lab/vm/100").status, 400);
}

TEST_F(HistoryRest, ReadsEventsFromTheHistory) {
  const auto items = one.get("/api/events?limit=5&from=0").json()->getArray("items");
  EXPECT_EQ(history.events_asked, 1);
  ASSERT_EQ(items->size(), 1U);
  EXPECT_EQ(items->getObject(0)->getValue<std::string>("message"), "backup failed");
  EXPECT_FALSE(items->getObject(0)->has("entity"));
}

TEST(WithoutHistory, ThereAreNoSamplesButTheNewestEvents) {
  OneWeb one;
  fill(one);
  EXPECT_EQ(one.get("/api/metrics/history?entity=lab/vm/100&metric=cpu_usage_percent").status, 404);
  EXPECT_EQ(one.get("/api/events").json()->getArray("items")->size(), 0U);
}

}  // namespace
}  // namespace pipevane::web
