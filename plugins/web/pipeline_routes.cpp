#include "plugins/web/pipeline_routes.h"

#include "plugins/web/inspections.h"
#include "plugins/web/json_writer.h"
#include "plugins/web/pipeline_reader.h"
#include "plugins/web/refused_configuration.h"
#include "plugins/web/words.h"

#include <pipevane/sized.h>
#include <pipevane/text.h>

#include <optional>
#include <string>

namespace pipevane::web {
namespace {

using Components = SizedSpan<pv_component_status>;
using Edges = SizedSpan<pv_edge_status>;

void writeState(JsonWriter& json, const pv_component_status& component) {
  json.key("id").text(view(component.id));
  json.key("type").text(view(component.type));
  json.key("kind").text(kindName(component.kind));
  json.key("state").text(stateName(component.state));
  if (present(component.why)) json.key("why").text(view(component.why));
  json.key("since_ms").integer(component.since_ms);
}

void writeCounters(JsonWriter& json, const pv_component_status& component) {
  json.key("batches_in").count(component.batches_in).key("samples_in").count(component.samples_in);
  json.key("batches_out").count(component.batches_out);
  json.key("samples_out").count(component.samples_out);
  json.key("errors").count(component.errors).key("restarts").count(component.restarts);
  json.key("retries").count(component.retries).key("discarded").count(component.discarded);
  json.key("busy_us").count(component.busy_us).key("cpu_us").count(component.cpu_us);
  if (component.last_batch_ms != 0) json.key("last_batch_ms").integer(component.last_batch_ms);
}

void writeLosses(JsonWriter& json, const pv_edge_status& edge) {
  json.key("dropped_by").beginObject();
  json.key("full").count(edge.dropped_full).key("down").count(edge.dropped_down);
  json.key("refused").count(edge.dropped_refused).key("stopped").count(edge.dropped_stopped);
  json.endObject();
}

void writeEdge(JsonWriter& json, const pv_edge_status& edge) {
  json.beginObject().key("from").text(view(edge.from)).key("to").text(view(edge.to));
  json.key("policy").text(policyName(edge.policy));
  json.key("pushed").count(edge.pushed).key("delivered").count(edge.delivered);
  json.key("dropped").count(edge.dropped);
  writeLosses(json, edge);
  json.key("queued").count(edge.queued);
  json.key("queued_bytes").count(edge.queued_bytes);
  json.key("capacity_bytes").count(edge.capacity_bytes);
  json.key("wait_us_mean");
  edge.delivered == 0 ? json.null() : json.count(edge.wait_us_total / edge.delivered);
  json.endObject();
}

void writeHead(JsonWriter& json, const pv_pipeline_status& status, std::int64_t now_ms) {
  json.key("version").text(PIPEVANE_VERSION);
  json.key("time_ms").integer(now_ms).key("started_ms").integer(status.started_ms);
}

// Only where the newest one was refused.
void writeRefusal(JsonWriter& json, const std::optional<RefusedConfiguration>& refused) {
  if (!refused) return;
  json.key("configuration").beginObject().key("state").text("refused");
  json.key("since_ms").integer(refused->since_ms).key("problems").beginArray();
  for (const std::string& each : refused->problems) json.text(each);
  json.endArray();
  if (refused->left_out > 0) json.key("more_problems").count(refused->left_out);
  json.endObject();
}

}  // namespace

Response PipelineRoutes::status() {
  Response response;
  const auto inspections = readInspections(host_);
  const auto refused = readRefusedConfiguration(host_);
  JsonWriter json(response.body);
  json.beginObject();
  readPipeline(host_, [&](const pv_pipeline_status& status) {
    writeHead(json, status, host_.nowMs());
    writeRefusal(json, refused);
    json.key("components").beginArray();
    for (const pv_component_status& each : Components(status.components, status.component_count)) {
      json.beginObject();
      writeState(json, each);
      if (const auto told = inspections.find(str(each.id)); told != inspections.end())
        json.key("details").raw(told->second);
      json.endObject();
    }
    json.endArray();
  });
  json.endObject();
  return response;
}

Response PipelineRoutes::pipeline() {
  Response response;
  JsonWriter json(response.body);
  json.beginObject();
  readPipeline(host_, [&](const pv_pipeline_status& status) {
    writeHead(json, status, host_.nowMs());
    json.key("entities").count(status.entity_count).key("metrics").count(status.metric_count);
    json.key("series").count(status.series_count).key("components").beginArray();
    for (const pv_component_status& each : Components(status.components, status.component_count)) {
      json.beginObject();
      writeState(json, each);
      writeCounters(json, each);
      json.endObject();
    }
    json.endArray().key("edges").beginArray();
    for (const pv_edge_status& each : Edges(status.edges, status.edge_count)) writeEdge(json, each);
    json.endArray();
  });
  json.endObject();
  return response;
}

}  // namespace pipevane::web
