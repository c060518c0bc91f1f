// Exports of the history: CSV and lines of JSON, as a client gets them.
#include "plugins/web/history_export.h"
#include "plugins/web/export_seats.h"
#include "plugins/web/history_csv.h"
#include "plugins/web/time_pieces.h"
#include "tests/plugins/web/kept_history.h"
#include "tests/plugins/web/raw_client.h"
#include "tests/plugins/web/unpacked.h"

#include <gmock/gmock.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <deque>
#include <limits>
#include <random>
#include <sstream>

namespace pipevane::web {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kAll = "/api/metrics/history?from=0";
constexpr const char* kLastChunk = "\r\n0\r\n\r\n";
// Of a series that never ends.
constexpr const char* kEndless =
    "/api/metrics/history?format=csv&query=name:web01&metric=endless&from=0&to=253402300799000";

struct HistoryExportRest : ::testing::Test {
  OneWeb one;
  KeptHistory history;
  SeriesId cpu = PV_NONE;

  HistoryExportRest() {
    fill(one);
    one.sample("lab/vm/100", "endless", 1);
    cpu = one.host.series("lab/vm/100", "cpu_usage_percent");
    history.points[cpu] = {{kNow - 20'000, 0.1},
                           {kNow - 10'000, kUnknown, PV_UNKNOWN},
                           {kNow, 800'000'000, PV_ESTIMATED}};
    history.offerTo(one.host);
  }
  void beEndless() { history.endless = one.host.series("lab/vm/100", "endless"); }
  Reply get(const std::string& parameters, const Ask& ask = {}) const {
    return one.get(kAll + parameters, ask);
  }
  std::vector<std::string> problems(const std::string& parameters) const {
    const Reply reply = one.get("/api/metrics/history?format=csv" + parameters);
    EXPECT_EQ(reply.status, 400);
    std::vector<std::string> all;
    const auto told = reply.json()->getArray("problems");
    for (unsigned i = 0; i < told->size(); ++i) all.push_back(told->getElement<std::string>(i));
    return all;
  }
};

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST_F(HistoryExportRest, TellsALineForEachPointAsCsv) {
  const Reply reply = get("&format=csv&entity=lab/vm/100&metric=cpu_usage_percent");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-type"), "text/csv; charset=utf-8; header=present");
  EXPECT_EQ(reply.headers.at("content-disposition"),
            "attachment; filename=pipevane-2026-11-23T17-56-40Z.csv");
  EXPECT_EQ(reply.body,
            "time,time_ms,entity,metric,unit,value,quality,step_ms\r\n"
            "2026-11-23T17:56:20.000Z,1795456580000,lab/vm/100,cpu_usage_percent,,0.1,live,0\r\n"
            "2026-11-23T17:56:30.000Z,1795456590000,lab/vm/100,cpu_usage_percent,,,unknown,0\r\n"
            "2026-11-23T17:56:40.000Z,1795456600000,lab/vm/100,cpu_usage_percent,,800000000,"
            "estimated,0\r\n");
}

TEST_F(HistoryExportRest, TellsAnObjectForEachPointAsLinesOfJson) {
  const Reply reply = get("&format=ndjson&entity=lab/vm/100&metric=cpu_usage_percent");
  EXPECT_EQ(reply.headers.at("content-type"), "application/x-ndjson");
  EXPECT_THAT(reply.headers.at("content-disposition"), EndsWith("Z.ndjson"));
  const auto lines = linesOf(reply.body);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0],
            "{\"time\":\"2026-11-23T17:56:20.000Z\",\"time_ms\":1795456580000,"
            "\"entity\":\"lab/vm/100\",\"metric\":\"cpu_usage_percent\",\"unit\":\"\","
            "\"value\":0.1,\"quality\":\"live\",\"step_ms\":0}");
  EXPECT_THAT(lines[1], HasSubstr("\"value\":null,\"quality\":\"unknown\""));
}

TEST_F(HistoryExportRest, TellsTheExtremesOfSteps) {
  EXPECT_THAT(
      linesOf(get("&format=csv&step=10000&metric=cpu_usage_percent").body),
      ElementsAre("time,time_ms,entity,metric,unit,value,minimum,maximum,quality,"
                  "step_ms,aggregate\r",
                  HasSubstr(",0.1,-0.9,1.1,live,10000,avg\r"), HasSubstr(",,,,unknown,10000,avg\r"),
                  HasSubstr(",800000000,799999999,800000001,estimated,10000,avg\r")));
  EXPECT_THAT(get("&format=ndjson&step=10000&metric=cpu_usage_percent").body,
              HasSubstr("\"value\":0.1,\"minimum\":-0.9,\"maximum\":1.1,\"quality\""));
}

TEST_F(HistoryExportRest, TellsRatesOfCountersInTheirOwnUnit) {
  const SeriesId received = one.host.dictionary().series(
      one.host.dictionary().entity("lab/vm/100"),
      one.host.dictionary().metric("network_receive_bytes_total", "bytes", true));
  one.process(testing::MadeBatch(kNow).sample(received, 5));
  history.points[received] = {{kNow, 7.5}};
  EXPECT_THAT(linesOf(get("&format=csv&aggregate=rate").body),
              ElementsAre(EndsWith("step_ms\r"),
                          EndsWith(",lab/vm/100,network_receive_bytes_total,bytes_per_second,7.5,"
                                   "live,0\r")))
      << "and of no gauge";
  EXPECT_EQ(history.aggregate, PV_RATE);
  EXPECT_THAT(get("&format=ndjson&aggregate=rate&step=10000").body,
              HasSubstr("\"unit\":\"bytes_per_second\",\"value\":7.5,\"minimum\":6.5,"
                        "\"maximum\":8.5,\"quality\":\"live\",\"step_ms\":10000,"
                        "\"aggregate\":\"rate\"}\n"));
  EXPECT_THAT(problems("&aggregate=rate&metric=cpu_usage_percent"),
              ElementsAre(HasSubstr("it is a gauge")));
}

// Whatever the bits of a value are, they come back.
TEST_F(HistoryExportRest, LosesNoBitOfAnyValue) {
  std::mt19937_64 random(7);
  std::vector<KeptPoint>& kept = history.points[cpu];
  kept.clear();
  for (const double each : {-0.0, 5e-324, 1.7976931348623157e308, 9007199254740993.0, 0.1 + 0.2,
                            1e21, -123456789.25, 4'294'967'296.0})
    kept.push_back({kNow + static_cast<std::int64_t>(kept.size()), each});
  while (kept.size() < 3000)
    if (const auto value = std::bit_cast<double>(random()); std::isfinite(value))
      kept.push_back({kNow + static_cast<std::int64_t>(kept.size()), value});
  for (const std::string format : {"csv", "ndjson"}) {
    SCOPED_TRACE(format);
    auto lines = linesOf(get("&metric=cpu_usage_percent&to=1895456600000&format=" + format).body);
    if (format == "csv") lines.erase(lines.begin());
    ASSERT_EQ(lines.size(), kept.size());
    const std::string before = format == "csv" ? "cpu_usage_percent,," : "\"value\":";
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::size_t at = lines[i].find(before) + before.size();
      double value = 0;
      std::from_chars(lines[i].data() + at, lines[i].data() + lines[i].size(), value);
      ASSERT_EQ(std::bit_cast<std::uint64_t>(value), std::bit_cast<std::uint64_t>(kept[i].value))
          << lines[i];
    }
  }
}

TEST_F(HistoryExportRest, TakesTheFormThatIsAskedForOrAccepted) {
  struct Case {
    const char *format, *accept, *type;
  };
  for (const Case& each : std::initializer_list<Case>{
           {"&format=csv", "application/json", "text/csv"},
           {"&format=ndjson", "", "application/x-ndjson"},
           {"&format=json", "text/csv", "application/json"},
           {"", "", "application/json"},
           {"", "*/*", "application/json"},
           {"", "text/html, application/xml;q=0.9, */*;q=0.8", "application/json"},
           {"", "text/html, text/*;q=0.8, */*", "application/json"},
           {"", "text/html, text/*;q=0.8, */*;q=0.1", "application/json"},
           {"", "text/csv, */*", "application/json"},
           {"", "text/csv;q=0.9, application/x-ndjson;q=0.9, application/*;q=0.9",
            "application/json"},
           {"", "text/csv", "text/csv"},
           {"", "text/csv, */*;q=0.9", "text/csv"},
           {"", "text/csv, application/json;q=0, */*", "text/csv"},
           {"", "application/json;q=0.5, TEXT/CSV;q=0.7", "text/csv"},
           {"", "application/x-ndjson, text/csv;q=0.9", "application/x-ndjson"},
           {"", "application/json;q=0, application/x-ndjson;q=0.1", "application/x-ndjson"}}) {
    SCOPED_TRACE(std::string(each.format) + " " + each.accept);
    Ask ask;
    if (*each.accept != '\0') ask.headers = {{"Accept", each.accept}};
    const Reply reply =
        get(std::string("&entity=lab/vm/100&metric=cpu_usage_percent") + each.format, ask);
    EXPECT_EQ(reply.status, 200);
    EXPECT_THAT(reply.headers.at("content-type"), StartsWith(each.type));
  }
}

TEST_F(HistoryExportRest, SaysWhatFormsThereAre) {
  const Reply unknown = get("&format=xml");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.body, HasSubstr("must be json, csv or ndjson"));
  // A wildcard names no table.
  for (const char* accept : {"image/png", "text/*", "text/csv;q=0", "application/json;q=0, */*"}) {
    SCOPED_TRACE(accept);
    const Reply refused = get("", {.method = "GET", .body = {}, .headers = {{"Accept", accept}}});
    EXPECT_EQ(refused.status, 406);
    EXPECT_THAT(refused.body, HasSubstr("application/json, text/csv or application/x-ndjson"));
  }
}

TEST_F(HistoryExportRest, TellsCachesWhatItsFormDependsOn) {
  const std::string cpu_only = "&entity=lab/vm/100&metric=cpu_usage_percent";
  const auto vary = [&](const std::string& parameters, const char* accept) {
    const Reply reply =
        get(parameters, {.method = "GET", .body = {}, .headers = {{"Accept", accept}}});
    const auto told = reply.headers.find("vary");
    return std::to_string(reply.status) + " " + (told == reply.headers.end() ? "" : told->second);
  };
  for (const char* accept : {"*/*", "text/csv", "application/x-ndjson"})
    EXPECT_EQ(vary(cpu_only, accept), "200 Accept, Accept-Encoding") << accept;
  EXPECT_EQ(vary("", "*/*"), "400 Accept") << "as a table it is of everything";
  EXPECT_EQ(vary("", "image/png"), "406 Accept");
  EXPECT_EQ(vary(cpu_only + "&format=csv", "*/*"), "200 Accept-Encoding");
  EXPECT_EQ(vary("&format=json", "*/*"), "400 ");
}

TEST_F(HistoryExportRest, HasTheSeriesThatAreNamedSearchedOrAll) {
  const SeriesId memory = one.host.series("lab/vm/100", "memory_used_bytes", "bytes");
  const SeriesId other = one.host.series("lab/container/200", "cpu_usage_percent");
  one.sample("lab/vm/100", "memory_used_bytes", 1);
  history.points[memory] = {{kNow, 1}};
  history.points[other] = {{kNow, 2}};
  const auto series = [&](const std::string& parameters) {
    std::vector<std::string> all;
    for (const std::string& line : linesOf(get("&format=ndjson" + parameters).body)) {
      const auto object = Reply{.status = 200, .headers = {}, .body = line}.json();
      std::string name =
          object->getValue<std::string>("entity") + " " + object->getValue<std::string>("metric");
      if (all.empty() || all.back() != name) all.push_back(std::move(name));
    }
    return all;
  };
  const std::string vm_cpu = "lab/vm/100 cpu_usage_percent",
                    vm_memory = "lab/vm/100 memory_used_bytes",
                    container = "lab/container/200 cpu_usage_percent";
  EXPECT_THAT(series(""), ElementsAre(container, vm_cpu, vm_memory));
  EXPECT_THAT(series("&metric=cpu_usage_percent"), ElementsAre(container, vm_cpu));
  EXPECT_THAT(series("&query=kind:vm"), ElementsAre(vm_cpu, vm_memory));
  EXPECT_THAT(series("&query=nobody-is-called-so"), ElementsAre());
  EXPECT_THAT(series("&entity=lab/vm/100&entity=lab/vm/100&metric=memory_used_bytes"
                     "&metric=memory_used_bytes"),
              ElementsAre(vm_memory));
  one.process(testing::MadeBatch(kNow).remove(one.host.dictionary().entity("lab/vm/100")));
  EXPECT_THAT(series(""), ElementsAre(container, vm_cpu, vm_memory)) << "what is gone, too";
  EXPECT_THAT(series("&query="), ElementsAre(container, vm_cpu, vm_memory)) << "it says nothing";
  EXPECT_THAT(series("&query=-kind:node"), ElementsAre(container));
}

// A guest that was destroyed before the last restart, and a metric that nobody tells any more.
TEST_F(HistoryExportRest, HasWhatTheHistoryAloneKnows) {
  const std::string gone = "lab/vm/099";
  history.points[one.host.series(gone, "cpu_usage_percent")] = {{kNow - 1'000, 3}};
  history.points[one.host.series(gone, "balloon_bytes", "bytes")] = {{kNow - 1'000, 4}};
  const auto rows = linesOf(get("&format=csv").body);
  EXPECT_THAT(rows,
              ElementsAre(StartsWith("time,"), HasSubstr(",lab/vm/099,balloon_bytes,bytes,4,"),
                          HasSubstr(",lab/vm/099,cpu_usage_percent,,3,"), HasSubstr(",lab/vm/100,"),
                          HasSubstr(",lab/vm/100,"), HasSubstr(",lab/vm/100,")));
  EXPECT_EQ(linesOf(get("&format=csv&entity=lab/vm/099").body).size(), 3U);
  EXPECT_EQ(linesOf(get("&format=csv&query=kind:vm").body).size(), 4U) << "as things are now";
}

TEST_F(HistoryExportRest, ListsAllThatIsWrong) {
  EXPECT_THAT(problems("&from=-1&step=x&aggregate=median&entity=lab/vm/9&metric=nothing"),
              ElementsAre("\"from\" must be a whole number from 0 to 253402300800000",
                          "\"step\" must be a whole number from 0 to 253402300800000",
                          HasSubstr("\"aggregate\" must be"), "no entity \"lab/vm/9\" is known",
                          "no metric \"nothing\" is known"));
  EXPECT_THAT(problems("&query=cpu>x&to=0"),
              ElementsAre("\"from\" must be before \"to\"", HasSubstr("cannot read query term")));
  EXPECT_THAT(problems("&query=a&entity=lab/vm/100"),
              ElementsAre("\"entity\" and \"query\" exclude each other"));
}

TEST_F(HistoryExportRest, AsksArchivesForAFewEntitiesThatAreNamedOnly) {
  get("&format=csv&entity=lab/vm/100&metric=cpu_usage_percent");
  EXPECT_EQ(history.asked_archives, 2) << "for the time before what is stored, and for that";
  get("&format=csv&metric=cpu_usage_percent");
  get("&format=csv&query=name:web01&metric=cpu_usage_percent");
  std::string many = "&format=csv&metric=cpu_usage_percent&entity=lab/vm/100";
  for (int i = 0; i < 16; ++i) {
    one.sample("lab/vm/5" + std::to_string(i), "cpu_usage_percent", 1);
    many += "&entity=lab/vm/5" + std::to_string(i);
  }
  get(many);
  EXPECT_EQ(history.asked_archives, 2);
  EXPECT_EQ(history.asked_stored, 3);
}

TEST_F(HistoryExportRest, AsksAnArchiveThatIsLateNoMore) {
  history.late = true;
  get("&format=csv&entity=lab/vm/100&metric=cpu_usage_percent");
  EXPECT_EQ(history.asked_archives, 1);
  EXPECT_EQ(history.asked_stored, 1);
}

TEST_F(HistoryExportRest, AsksForALongTimeInShortPieces) {
  history.points[cpu].insert(history.points[cpu].begin(), {kNow - 30 * 86'400'000LL, 1});
  const Reply reply = get("&format=csv&metric=cpu_usage_percent");
  EXPECT_EQ(linesOf(reply.body).size(), 5U);
  EXPECT_GE(history.asked_stored, 300);
  EXPECT_LE(history.longest_ms, TimePieces::kUsualMs);
}

TEST_F(HistoryExportRest, IsPackedAsTheClientTakesIt) {
  struct Case {
    const char *accepted, *coding;
  };
  const std::string parameters = "&format=csv&metric=cpu_usage_percent";
  const std::string plain = get(parameters).body;
  for (const Case& each : std::initializer_list<Case>{{"gzip", "gzip"},
                                                      {"zstd", "zstd"},
                                                      {"deflate, gzip, br, zstd", "zstd"},
                                                      {"gzip, zstd;q=0.9", "gzip"},
                                                      {"zstd;q=0, *", "gzip"},
                                                      {"br, identity", ""},
                                                      {"identity, gzip;q=0.5", ""},
                                                      {"gzip;q=0, zstd;q=0.000", ""},
                                                      {"", ""}}) {
    SCOPED_TRACE(each.accepted);
    Ask ask;
    ask.headers = {{"Accept-Encoding", each.accepted}};
    const Reply reply = get(parameters, ask);
    const auto coding = reply.headers.find("content-encoding");
    EXPECT_EQ(coding == reply.headers.end() ? "" : coding->second, each.coding);
    EXPECT_EQ(reply.headers.at("vary"), "Accept-Encoding");
    EXPECT_EQ(unpacked(each.coding, reply.body), plain);
  }
}

TEST_F(HistoryExportRest, ComesInChunksAndTheConnectionGoesOn) {
  RawClient client(one.port());
  const std::string request = std::string("GET ") + kAll +
                              "&format=csv&metric=cpu_usage_percent HTTP/1.1\r\nHost: localhost\r\n"
                              "Connection: keep-alive\r\n\r\n";
  client.send(request + "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const std::string all = client.rest();
  EXPECT_THAT(all, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(all, Not(HasSubstr("Content-Length: 0")));
  EXPECT_THAT(all, HasSubstr("\r\n0\r\n\r\nHTTP/1.1 200 OK"));
  EXPECT_THAT(all, EndsWith("ok\n"));
}

TEST_F(HistoryExportRest, EndsWithTheConnectionForAnOldClient) {
  RawClient client(one.port());
  client.send(std::string("GET ") + kAll +
              "&format=csv&metric=cpu_usage_percent HTTP/1.0\r\nHost: localhost\r\n\r\n");
  const std::string all = client.rest();
  EXPECT_THAT(all, Not(HasSubstr("Transfer-Encoding")));
  EXPECT_THAT(all, HasSubstr("\r\n\r\ntime,time_ms,"));
  EXPECT_THAT(all, EndsWith("estimated,0\r\n"));
}

TEST_F(HistoryExportRest, TellsTheHeadAlone) {
  beEndless();
  for (std::size_t i = 0; i <= ExportSeats::kMost; ++i) {
    const Reply reply = one.get(kEndless, {.method = "HEAD", .body = {}, .headers = {}});
    EXPECT_EQ(reply.status, 200) << "it takes no seat for long";
    EXPECT_THAT(reply.headers.at("content-type"), StartsWith("text/csv"));
    EXPECT_EQ(reply.body, "");
  }
  EXPECT_EQ(history.asked_stored, 0);
}

std::string asked(const char* address) {
  return std::string("GET ") + address + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

TEST_F(HistoryExportRest, IsOneOfFewAtATime) {
  constexpr const char *kHere = "127.0.0.1", *kElsewhere = "127.0.0.2";
  beEndless();
  std::deque<RawClient> clients;
  const auto begun = [&](const char* from) {
    RawClient& client = clients.emplace_back(one.port(), from);
    client.send(asked(kEndless));
    return statusOf(client.read(64));
  };
  const auto refusal = [&](const char* from) {
    RawClient client(one.port(), from);
    client.send(asked(kEndless));
    return client.answer();
  };
  for (std::size_t i = 0; i < ExportSeats::kMostOfOnePeer; ++i) ASSERT_EQ(begun(kHere), 200);
  const std::string enough = refusal(kHere);
  EXPECT_EQ(statusOf(enough), 429);
  EXPECT_THAT(enough, HasSubstr("at most 3 are made at once for one address"));
  EXPECT_THAT(enough, HasSubstr("Retry-After: 10\r\n"));
  for (std::size_t i = ExportSeats::kMostOfOnePeer; i < ExportSeats::kMost; ++i)
    ASSERT_EQ(begun(kElsewhere), 200) << "that is left for others";
  const std::string none = refusal(kElsewhere);
  EXPECT_EQ(statusOf(none), 503);
  EXPECT_THAT(none, HasSubstr("at most 4 are made at once"));
  EXPECT_THAT(none, HasSubstr("Retry-After: 10\r\n"));
  EXPECT_EQ(get("&entity=lab/vm/100&metric=cpu_usage_percent").status, 200) << "that is no export";
  EXPECT_EQ(one.get("/api/guests").status, 200);
  // Who goes away leaves its place.
  clients.clear();
  while (get("&format=csv&metric=cpu_usage_percent").status != 200) {
  }
}

TEST_F(HistoryExportRest, IsSeenToBeBrokenOffWhereItFails) {
  beEndless();
  history.fails_after = 3;
  RawClient client(one.port());
  client.send(asked(kEndless));
  const std::string all = client.rest();
  EXPECT_THAT(all, HasSubstr("time,time_ms,"));
  EXPECT_THAT(all, Not(EndsWith(kLastChunk)));
  EXPECT_EQ(get("&format=csv&query=nobody-is-called-so").status, 200) << "its seat is free";
}

TEST_F(HistoryExportRest, EndsWithTheServer) {
  beEndless();
  RawClient reading(one.port()), deaf(one.port());
  std::array<char, 64> begin{};
  for (RawClient* each : {&reading, &deaf}) {
    each->send(asked(kEndless));
    ASSERT_GT(each->socket().receiveBytes(begin.data(), begin.size()), 0);
  }
  one.web.reset();
  EXPECT_THAT(reading.rest(), Not(EndsWith(kLastChunk)));
  EXPECT_THAT(deaf.rest(), Not(EndsWith(kLastChunk)));
}

TEST_F(HistoryExportRest, NeedsAHistoryThatCanBeGoneThrough) {
  OneWeb without;
  fill(without);
  EXPECT_EQ(without.get("/api/metrics/history?format=csv").status, 404);
}

// It would tell means.
TEST_F(HistoryExportRest, HasNoRatesOfAnOlderHistory) {
  static constexpr pv_history kOlder = {.size = offsetof(pv_history, at),
                                        .query = nullptr,
                                        .events = nullptr,
                                        .extent = nullptr,
                                        .at = nullptr};
  one.host.offer(PV_HISTORY, &kOlder, nullptr);
  EXPECT_EQ(get("&format=csv&query=name:web01").status, 200);
  EXPECT_EQ(get("&format=csv&query=name:web01&aggregate=rate").status, 501);
}

// Piece by piece, without a client.
struct ExportPieces : ::testing::Test {
  OneWeb one;
  KeptHistory history;
  ExportSeats seats;
  ExportRequest asked;

  ExportPieces() {
    history.offerTo(one.host);
    asked.range = {0, TimeRange::kLatestMs};
    asked.metrics = {one.host.dictionary().metric("cpu_usage_percent", "", false)};
  }
  void ask(const std::string& entity, std::vector<KeptPoint> points) {
    asked.entities.push_back(one.host.dictionary().entity(entity));
    if (!points.empty())
      history.points[one.host.series(entity, "cpu_usage_percent")] = std::move(points);
  }
  // How many there are; what each of them asked for is given to `check`.
  template <class Check>
  int all(Check check) {
    HistoryExport body(one.host.host(), asked, std::make_unique<HistoryCsv>(""), seats, "");
    for (int pieces = 1;; ++pieces) {
      const std::int64_t asked_ms = history.asked_ms;
      const int questions = history.asked_stored;
      const Piece piece = body.next();
      check(history.asked_stored - questions, history.asked_ms - asked_ms);
      if (piece.last) return pieces;
    }
  }
};

TEST_F(ExportPieces, HoldNoMoreWorkWhereStepsAreLong) {
  constexpr std::int64_t kHour = 3'600'000, kDays = 20;
  for (int i = 0; i < 30; ++i)
    ask("lab/vm/" + std::to_string(i), {{kNow - kDays * 24 * kHour, 1}, {kNow, 2}});
  for (const std::int64_t step_ms : {kHour, 5 * kHour, 48 * kHour, 10'000 * kHour}) {
    SCOPED_TRACE(step_ms);
    asked.step_ms = step_ms;
    const std::int64_t before_ms = history.asked_ms;
    all([&](int questions, std::int64_t asked_ms) {
      EXPECT_LE(questions, HistoryExport::kMostQuestions);
      EXPECT_LE(asked_ms, HistoryExport::kMostAskedMs + std::max(step_ms, TimePieces::kUsualMs));
    });
    EXPECT_GE(history.asked_ms - before_ms, 30 * kDays * 24 * kHour) << "all is told";
  }
}

TEST_F(ExportPieces, HoldNoMoreWorkWhereThereIsNothingToTell) {
  for (int i = 0; i < 3 * HistoryExport::kMostPairs; ++i) ask("lab/vm/" + std::to_string(i), {});
  ask("lab/vm/last", {{kNow, 1}});
  EXPECT_GE(all([](int, std::int64_t) {}), 4);
  EXPECT_EQ(history.asked_stored, 1);
}

TEST_F(ExportPieces, AreOneWhereNothingIsAskedFor) {
  EXPECT_EQ(all([](int, std::int64_t) {}), 1);
  ask("lab/vm/1", {{kNow, 1}});
  asked.metrics.clear();
  EXPECT_EQ(all([](int, std::int64_t) {}), 1);
  EXPECT_EQ(history.asked_stored, 0);
}

std::vector<std::pair<std::int64_t, std::int64_t>> cut(TimePieces pieces) {
  std::vector<std::pair<std::int64_t, std::int64_t>> all;
  while (const auto each = pieces.next()) all.emplace_back(each->from_ms, each->to_ms);
  return all;
}

TEST(TimePieces, CoverWhatIsStoredOfTheRange) {
  using ::testing::Pair;
  constexpr std::int64_t kLength = TimePieces::kUsualMs;
  EXPECT_THAT(cut({{0, 10 * kLength}, 0, {kLength + 5, 3 * kLength + 7}, false}),
              ElementsAre(Pair(kLength + 5, 2 * kLength), Pair(2 * kLength, 3 * kLength),
                          Pair(3 * kLength, 3 * kLength + 8)));
  EXPECT_THAT(cut({{kLength + 9, kLength + 20}, 0, {1, 9 * kLength}, false}),
              ElementsAre(Pair(kLength + 9, kLength + 20)));
  EXPECT_THAT(cut({{5, 10}, 0, {20, 30}, false}), ElementsAre());
  EXPECT_THAT(cut({{50, 100}, 0, {20, 30}, false}), ElementsAre());
  EXPECT_THAT(cut({{0, 100}, 0, {}, false}), ElementsAre());
}

TEST(TimePieces, HaveWhatCameBeforeAsOnePiece) {
  using ::testing::Pair;
  EXPECT_THAT(cut({{0, 100}, 0, {20, 30}, true}), ElementsAre(Pair(0, 20), Pair(20, 31)));
  EXPECT_THAT(cut({{25, 100}, 0, {20, 30}, true}), ElementsAre(Pair(25, 31)));
  EXPECT_THAT(cut({{0, 100}, 0, {}, true}), ElementsAre(Pair(0, 100)));
  EXPECT_THAT(cut({{0, 10}, 0, {20, 30}, true}), ElementsAre(Pair(0, 10)));
}

TEST(TimePieces, CutNoStepInTwo) {
  for (const std::int64_t step_ms : {1, 7'000, 60'000, 7'200'000, 86'400'000}) {
    SCOPED_TRACE(step_ms);
    const auto pieces = cut({{12'345, 900'000'000}, step_ms, {100'000'000, 800'000'000}, true});
    ASSERT_GT(pieces.size(), 2U);
    EXPECT_EQ(pieces.front().first, 12'345);
    EXPECT_EQ(pieces.back().second, 800'000'001);
    for (std::size_t i = 1; i < pieces.size(); ++i) {
      EXPECT_EQ(pieces[i].first, pieces[i - 1].second);
      EXPECT_EQ(pieces[i].first % step_ms, 0);
    }
  }
}

}  // namespace
}  // namespace pipevane::web
