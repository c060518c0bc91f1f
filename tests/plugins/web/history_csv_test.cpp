#include "plugins/web/history_csv.h"

#include "plugins/web/history_lines.h"
#include "plugins/web/step_aggregates.h"
#include "plugins/web/utc_text.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace pipevane::web {
namespace {

TEST(Cell, IsInQuotesWhereItNeedsThem) {
  struct Case {
    std::string_view text, cell;
  };
  for (const Case& each : std::initializer_list<Case>{{"", ""},
                                                      {"lab/vm/100", "lab/vm/100"},
                                                      {"a,b", "\"a,b\""},
                                                      {"a;b", "\"a;b\""},
                                                      {"a\tb", "\"a\tb\""},
                                                      {"say \"yes\"", "\"say \"\"yes\"\"\""},
                                                      {"two\r\nlines", "\"two\r\nlines\""},
                                                      {"M\xC3\xBCnchen", "M\xC3\xBCnchen"},
                                                      {"\xFF!", "\xEF\xBF\xBD!"},
                                                      {"\uFF21=1", "\uFF21=1"},
                                                      {"\xEF\xBC", "\xEF\xBF\xBD\xEF\xBF\xBD"}}) {
    SCOPED_TRACE(each.text);
    std::string cell;
    appendCell(cell, each.text);
    EXPECT_EQ(cell, each.cell);
  }
}

TEST(Cell, IsNoFormula) {
  for (const std::string text :
       {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1+1", "=cmd|' /C calc'!A0",
        // Full width, which some take for the others.
        "\uFF1D1+1", "\uFF0B1", "\uFF0D1", "\uFF20SUM(A1)"}) {
    SCOPED_TRACE(text);
    std::string cell;
    appendCell(cell, text);
    EXPECT_EQ(cell, "\"'" + text + "\"");
  }
  std::string quoted;
  appendCell(quoted, "=\"a\"");
  EXPECT_EQ(quoted, "\"'=\"\"a\"\"\"");
}

// Two steps of a counter's rate and one in which nobody knows it.
struct RatesTold {
  static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  std::array<std::int64_t, 3> times_ms = {0, 60'000, 120'000};
  std::array<double, 3> values = {12.5, 0, kUnknown}, least = {10, 0, kUnknown},
                        most = {20, 0, kUnknown};
  std::array<std::uint8_t, 3> qualities = {PV_LIVE, PV_ESTIMATED, PV_UNKNOWN};
  SeriesName name{"lab/vm/100", "network_receive_bytes_total", "bytes_per_second"};
  pv_history_points points{};

  RatesTold() {
    points.size = sizeof points;
    points.step_ms = 60'000;
    points.count = times_ms.size();
    points.times_ms = times_ms.data();
    points.values = values.data();
    points.minimums = least.data();
    points.maximums = most.data();
    points.qualities = qualities.data();
  }
  std::string told(HistoryRows&& rows) const {
    std::string text = rows.head();
    rows.add(name, points, text);
    return text;
  }
};

TEST(Rates, AreToldWithTheirUnitAndTheirAggregateAsCsv) {
  EXPECT_EQ(RatesTold().told(HistoryCsv("rate")),
            "time,time_ms,entity,metric,unit,value,minimum,maximum,quality,step_ms,aggregate\r\n"
            "1970-01-01T00:00:00.000Z,0,lab/vm/100,network_receive_bytes_total,bytes_per_second,"
            "12.5,10,20,live,60000,rate\r\n"
            "1970-01-01T00:01:00.000Z,60000,lab/vm/100,network_receive_bytes_total,"
            "bytes_per_second,0,0,0,estimated,60000,rate\r\n"
            "1970-01-01T00:02:00.000Z,120000,lab/vm/100,network_receive_bytes_total,"
            "bytes_per_second,,,,unknown,60000,rate\r\n");
}

TEST(Rates, AreToldWithTheirUnitAndTheirAggregateAsLinesOfJson) {
  const std::string name =
      ",\"entity\":\"lab/vm/100\",\"metric\":\"network_receive_bytes_total\","
      "\"unit\":\"bytes_per_second\",";
  EXPECT_EQ(RatesTold().told(HistoryLines("rate")),
            "{\"time\":\"1970-01-01T00:00:00.000Z\",\"time_ms\":0" + name +
                "\"value\":12.5,\"minimum\":10,\"maximum\":20,\"quality\":\"live\","
                "\"step_ms\":60000,\"aggregate\":\"rate\"}\n"
                "{\"time\":\"1970-01-01T00:01:00.000Z\",\"time_ms\":60000" +
                name +
                "\"value\":0,\"minimum\":0,\"maximum\":0,\"quality\":\"estimated\","
                "\"step_ms\":60000,\"aggregate\":\"rate\"}\n"
                "{\"time\":\"1970-01-01T00:02:00.000Z\",\"time_ms\":120000" +
                name +
                "\"value\":null,\"minimum\":null,\"maximum\":null,\"quality\":\"unknown\","
                "\"step_ms\":60000,\"aggregate\":\"rate\"}\n");
}

TEST(Rates, HaveNoAggregateWhereThereAreNoSteps) {
  RatesTold rates;
  rates.points.step_ms = 0;
  rates.points.count = 1;
  EXPECT_EQ(rates.told(HistoryCsv("")),
            "time,time_ms,entity,metric,unit,value,quality,step_ms\r\n"
            "1970-01-01T00:00:00.000Z,0,lab/vm/100,network_receive_bytes_total,bytes_per_second,"
            "12.5,live,0\r\n");
  EXPECT_EQ(rates.told(HistoryLines("")).find("aggregate"), std::string::npos);
}

// An archive has means, and the greatest.
TEST(StepAggregates, AreThoseOfTheArchiveWhereItIsOne) {
  RatesTold told;
  const std::array<pv_archived_span, 2> spans = {
      {{.first = 0, .count = 1}, {.first = 2, .count = 1}}};
  told.points.archived_as = PV_AVERAGE;
  told.points.archived = 1;
  const auto all = [&](std::string_view asked) {
    StepAggregates aggregates(asked, told.points);
    std::string names;
    for (std::size_t i = 0; i < told.points.count; ++i)
      names.append(i == 0 ? "" : " ").append(aggregates.of(i));
    return names;
  };
  EXPECT_EQ(all("last"), "avg last last") << "of an older history";
  told.points.spans = spans.data();
  told.points.span_count = spans.size();
  EXPECT_EQ(all("min"), "avg min avg");
  told.points.archived_as = PV_MAXIMUM;
  EXPECT_EQ(all("max"), "max max max");
  told.points.span_count = 0;
  EXPECT_EQ(all("min"), "min min min");
}

TEST(UtcText, IsOfAnyTimeFrom1970On) {
  struct Case {
    std::int64_t time_ms;
    std::string_view text;
  };
  UtcText utc;
  for (const Case& each :
       std::initializer_list<Case>{{0, "1970-01-01T00:00:00.000Z"},
                                   {951'782'399'999, "2000-02-28T23:59:59.999Z"},
                                   {951'782'400'000, "2000-02-29T00:00:00.000Z"},
                                   {1'795'456'600'123, "2026-11-23T17:56:40.123Z"},
                                   {253'402'300'799'999, "9999-12-31T23:59:59.999Z"},
                                   {1'795'456'600'124, "2026-11-23T17:56:40.124Z"}})
    EXPECT_EQ(utc.of(each.time_ms), each.text);
}

}  // namespace
}  // namespace pipevane::web
