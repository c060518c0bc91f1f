#include "plugins/web/history_routes.h"

#include "plugins/web/callback.h"
#include "plugins/web/event_page.h"
#include "plugins/web/history_export.h"
#include "plugins/web/history_names.h"
#include "plugins/web/history_refusals.h"
#include "plugins/web/history_request.h"
#include "plugins/web/json_writer.h"
#include "plugins/web/page.h"
#include "plugins/web/peer.h"
#include "plugins/web/step_aggregates.h"
#include "plugins/web/utc_text.h"
#include "plugins/web/words.h"

#include <pipevane/history.h>
#include <pipevane/sized.h>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

namespace pipevane::web {
namespace {

constexpr std::int64_t kUsualEvents = 100, kMostEvents = 1000;
constexpr std::size_t kEventsBesideSamples = 200;

// Of a file that begins with that and the time; no system minds its letters.
std::string fileName(std::int64_t now_ms, std::string_view suffix) {
  std::string time(UtcText().of(now_ms).substr(0, std::string_view("2026-11-30T12:00:00").size()));
  std::ranges::replace(time, ':', '-');
  return "pipevane-" + time + "Z." + std::string(suffix);
}

struct Pair {
  const std::string* entity;
  const std::string* metric;
  std::string unit;
  SeriesId series;
};

std::vector<Pair> pairsOf(const Dictionary& dictionary, const HistoryRequest& asked) {
  std::vector<Pair> pairs;
  for (const std::string& entity : asked.entities) {
    const EntityId entity_id = dictionary.findEntity(entity);
    for (const std::string& metric : asked.metrics) {
      const MetricId metric_id = dictionary.findMetric(metric);
      const auto info = dictionary.info(metric_id);
      const bool known = entity_id != PV_NONE && metric_id != PV_NONE;
      pairs.push_back({&entity, &metric, unitTold(info, asked.aggregate),
                       known ? dictionary.findSeries(entity_id, metric_id) : PV_NONE});
    }
  }
  return pairs;
}

// What a query found without any series of that metric, as storages have no processors, is no part
// that is missing. There is one answer, also of nobody.
void combineOnly(std::vector<Pair>& pairs, const Dictionary& dictionary,
                 const HistoryRequest& asked) {
  if (asked.searched) std::erase_if(pairs, [](const Pair& each) { return each.series == PV_NONE; });
  if (!pairs.empty()) return;
  const std::string& metric = asked.metrics.front();
  pairs.push_back({nullptr, &metric,
                   unitTold(dictionary.info(dictionary.findMetric(metric)), asked.aggregate),
                   PV_NONE});
}

// An older history would tell something else.
void refuseOlder(std::size_t history_size, std::int32_t aggregate, std::int64_t combine) {
  if (history_size < sizeof(pv_history) && (aggregate == PV_RATE || combine != PV_COMBINE_NONE))
    throw unknownToHistory("this history tells no rates and combines nothing");
}

void writeColumn(JsonWriter& json, std::string_view name, const double* values, std::size_t count) {
  json.key(name).beginArray();
  for (const double value : std::span(values, count)) json.rounded(value);
  json.endArray();
}

// Absent where all are live, as they mostly are.
void writeQualities(JsonWriter& json, std::span<const std::uint8_t> qualities) {
  if (std::ranges::all_of(qualities, [](std::uint8_t each) { return each == PV_LIVE; })) return;
  json.key("qualities").beginArray();
  for (const std::uint8_t each : qualities) json.text(qualityName(static_cast<Quality>(each)));
  json.endArray();
}

// Absent where all are of samples.
void writeTiers(JsonWriter& json, const pv_history_points& points) {
  if (points.tier_span_count == 0) return;
  json.key("tiers").beginArray();
  for (const pv_tier_span& each : std::span(points.tier_spans, points.tier_span_count)) {
    json.beginObject().key("first").count(each.first).key("count").count(each.count);
    json.key("tier_ms").integer(each.tier_ms).endObject();
  }
  json.endArray();
}

// Absent where all are as long as the whole answer's.
void writeSteps(JsonWriter& json, const pv_history_points& points) {
  const bool mixed = points.tier_span_count > 0 || !archivedSpans(points).empty();
  if (points.steps_ms == nullptr || !mixed) return;
  json.key("steps_ms").beginArray();
  for (std::size_t i = 0; i < points.count; ++i) json.integer(points.steps_ms[i]);
  json.endArray();
}

// Absent where all come from the history itself.
void writeArchived(JsonWriter& json, const pv_history_points& points) {
  const std::vector<pv_archived_span> spans = archivedSpans(points);
  if (points.steps_ms == nullptr || spans.empty()) return;
  json.key("archived").beginObject();
  json.key("count").integer(static_cast<std::int64_t>(points.archived));
  json.key("spans").beginArray();
  for (const pv_archived_span& each : spans) {
    json.beginObject().key("first").integer(static_cast<std::int64_t>(each.first));
    json.key("count").integer(static_cast<std::int64_t>(each.count)).endObject();
  }
  json.endArray().key("from").text(view(points.archive));
  json.key("aggregate").text(archivedAs(points)).endObject();
}

// Of how many series each is, where they are combined, and of how many it would be.
void writeCounts(JsonWriter& json, const pv_history_points& points,
                 std::optional<std::size_t> combined) {
  if (!combined) return;
  json.key("of").count(*combined).key("counts").beginArray();
  for (std::size_t i = 0; i < points.count; ++i) json.count(points.counts[i]);
  json.endArray();
}

// `combined`: of so many series; nothing: of that one.
void writePoints(JsonWriter& json, const Pair& pair, const pv_history_points& points,
                 std::optional<std::size_t> combined) {
  const std::size_t count = points.count;
  json.beginObject();
  if (!combined) json.key("entity").text(*pair.entity);
  json.key("metric").text(*pair.metric);
  json.key("unit").text(pair.unit).key("step_ms").integer(points.step_ms);
  json.key("times_ms").beginArray();
  for (std::size_t i = 0; i < count; ++i) json.integer(points.times_ms[i]);
  json.endArray();
  writeColumn(json, "values", points.values, count);
  writeColumn(json, "minimums", points.minimums, count);
  writeColumn(json, "maximums", points.maximums, count);
  writeQualities(json, std::span(points.qualities, count));
  writeCounts(json, points, combined);
  writeSteps(json, points);
  writeTiers(json, points);
  writeArchived(json, points);
  if (present(points.incomplete)) json.key("incomplete").text(view(points.incomplete));
  if (present(points.not_archived)) json.key("not_archived").text(view(points.not_archived));
  json.endObject();
}

}  // namespace

Response HistoryRoutes::metrics() {
  Response response;
  live_.locked([&](const LiveParts& parts) {
    JsonWriter json(response.body);
    json.beginObject().key("items").beginArray();
    for (const LiveMetricInfo& each : parts.state.infos()) {
      if (each.name.empty()) continue;
      json.beginObject().key("name").text(each.name).key("unit").text(each.unit);
      json.key("kind").text(each.counter ? "counter" : "gauge").endObject();
    }
    json.endArray().endObject();
  });
  return response;
}

Response HistoryRoutes::samples(const Request& request) {
  if (!acceptDecides(request)) return samplesAs(historyFormatOf(request), request);
  // So does what is refused.
  try {
    Response response = samplesAs(historyFormatOf(request), request);
    varyBy("Accept", response.headers);
    return response;
  } catch (Problem& problem) {
    varyBy("Accept", problem.headers);
    throw;
  }
}

Response HistoryRoutes::samplesAs(HistoryFormat format, const Request& request) {
  awaitHistoryNames(host_);
  return format == HistoryFormat::kJson ? told(request) : exported(request, format);
}

Response HistoryRoutes::exported(const Request& request, HistoryFormat format) {
  ExportRequest asked = ExportRequest::of(request, host_, live_);
  const Lease<pv_history> history(host_, PV_HISTORY);
  if (!history) throw noHistory();
  refuseOlder(history->size, asked.aggregate, PV_COMBINE_NONE);
  if (!Lease<pv_history_stored>(host_, PV_HISTORY_STORED))
    throw unknownToHistory("this history cannot be gone through, as an export does");
  auto rows = rowsFor(format, asked.step_ms > 0 ? asked.aggregate_name : std::string_view());
  return {.status = 200,
          .type = std::string(mediaTypeOf(format)),
          .body = {},
          .headers = {{"Content-Disposition",
                       "attachment; filename=" + fileName(host_.nowMs(), suffixOf(format))}},
          .stream = std::make_shared<HistoryExport>(host_, std::move(asked), std::move(rows),
                                                    seats_, peerOf(request.peer))};
}

Response HistoryRoutes::told(const Request& request) {
  const HistoryRequest asked = HistoryRequest::of(request, host_, live_);
  std::vector<Pair> pairs = pairsOf(host_.dictionary(), asked);
  if (asked.combine != PV_COMBINE_NONE) combineOnly(pairs, host_.dictionary(), asked);
  const Lease<pv_history> history(host_, PV_HISTORY);
  if (!history) throw noHistory();
  refuseOlder(history->size, asked.aggregate, asked.combine);

  Response response;
  JsonWriter json(response.body);
  json.beginObject().key("from_ms").integer(asked.range.from_ms);
  json.key("to_ms").integer(asked.range.to_ms).key("aggregate").text(asked.aggregate_name);
  if (!asked.combine_name.empty()) json.key("combine").text(asked.combine_name);
  // One question, so that all series are stepped alike. One that nobody knows has no points.
  std::vector<SeriesId> series;
  for (const Pair& pair : pairs) series.push_back(pair.series);
  const pv_history_query query{.size = sizeof(pv_history_query),
                               .aggregate = asked.aggregate,
                               .from_ms = asked.range.from_ms,
                               .to_ms = asked.range.to_ms,
                               .step_ms = asked.step_ms,
                               .max_points = asked.most_points,
                               .series_count = series.size(),
                               .series = series.data(),
                               .combine = asked.combine};
  // What the history made of what was asked for.
  std::int64_t step_ms = asked.step_ms;
  bool complete = true;
  std::optional<std::size_t> combined;
  if (asked.combine != PV_COMBINE_NONE)
    combined = pairs.front().entity == nullptr ? 0 : pairs.size();
  auto pair = pairs.cbegin();
  json.key("series").beginArray();
  Callback write{[&](const pv_history_points& told) {
    if (pair == pairs.end()) return;
    const pv_history_points points = sizedCopy(told);
    step_ms = std::max(step_ms, points.step_ms);
    complete = complete && !present(points.incomplete);
    writePoints(json, *pair++, points, combined);
  }};
  const auto call = &decltype(write)::template call<pv_history_points>;
  if (history->query(history.self(), &query, &write, call) != PV_OK) throw silentHistory();
  write.rethrow();
  json.endArray().key("step_ms").integer(step_ms);
  json.key("complete").boolean(complete);
  if (asked.events) writeEvents(json, asked);
  json.endObject();
  return response;
}

// Those of the entities that began in the range, as /api/events has them.
void HistoryRoutes::writeEvents(JsonWriter& json, const HistoryRequest& asked) {
  std::vector<EntityId> entities;
  for (const std::string& each : asked.entities)
    entities.push_back(host_.dictionary().findEntity(each));
  const EventFilter filter = EventFilter::about(std::move(entities), asked.range);
  std::string items;
  EventPage page(host_, live_, filter, EventCursor::of(""), kEventsBesideSamples, items);
  page.write();
  json.key("events").raw(items).key("more_events").boolean(page.next().has_value());
}

Response HistoryRoutes::events(const Request& request) {
  const auto limit = wholeNumber(request, "limit", 1, kMostEvents).value_or(kUsualEvents);
  const std::string* cursor = request.parameter("cursor");
  const EventFilter filter = EventFilter::of(request, host_);
  Response response;
  JsonWriter json(response.body);
  json.beginObject().key("items");
  std::string items;
  EventPage page(host_, live_, filter, EventCursor::of(cursor == nullptr ? "" : *cursor),
                 static_cast<std::size_t>(limit), items);
  page.write();
  json.raw(items);
  if (const auto next = page.next()) {
    const std::string address = Page::next(request, next->text());
    json.key("next").text(address);
    response.headers.emplace_back("Link", "<" + address + ">; rel=\"next\"");
  }
  json.endObject();
  return response;
}

}  // namespace pipevane::web
