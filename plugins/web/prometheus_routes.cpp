#include "plugins/web/prometheus_routes.h"

#include "plugins/web/component_figures.h"
#include "plugins/web/pipeline_reader.h"
#include "plugins/web/process_figures.h"
#include "plugins/web/prometheus_writer.h"
#include "plugins/web/refused_configuration.h"
#include "plugins/web/words.h"

#include <pipevane/sized.h>
#include <pipevane/text.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace pipevane::web {
namespace {

using Components = SizedSpan<pv_component_status>;
using Edges = SizedSpan<pv_edge_status>;

Response prometheusText() {
  return {
      .status = 200, .type = "text/plain; version=0.0.4; charset=utf-8", .body = {}, .headers = {}};
}

struct ComponentCounter {
  std::string_view name, help;
  std::uint64_t pv_component_status::*field;
  double scale = 1;
};
constexpr std::array<ComponentCounter, 10> kComponentCounters = {{
    {"pipevane_component_batches_in_total", "Batches taken.", &pv_component_status::batches_in},
    {"pipevane_component_samples_in_total", "Samples taken.", &pv_component_status::samples_in},
    {"pipevane_component_batches_out_total", "Batches pushed.", &pv_component_status::batches_out},
    {"pipevane_component_samples_out_total", "Samples pushed.", &pv_component_status::samples_out},
    {"pipevane_component_errors_total", "Calls that failed.", &pv_component_status::errors},
    {"pipevane_component_restarts_total", "Times it was made anew.",
     &pv_component_status::restarts},
    {"pipevane_component_retries_total", "Batches given again.", &pv_component_status::retries},
    {"pipevane_component_discarded_total", "Batches given up.", &pv_component_status::discarded},
    {"pipevane_component_busy_seconds_total", "Time inside its calls.",
     &pv_component_status::busy_us, 1e-6},
    {"pipevane_component_cpu_seconds_total", "CPU time of its own thread.",
     &pv_component_status::cpu_us, 1e-6},
}};

struct EdgeFigure {
  std::string_view name, type, help;
  std::uint64_t pv_edge_status::*field;
  double scale = 1;
};
constexpr std::array<EdgeFigure, 6> kEdgeFigures = {{
    {"pipevane_edge_pushed_total", "counter", "Batches pushed.", &pv_edge_status::pushed},
    {"pipevane_edge_delivered_total", "counter", "Batches delivered.", &pv_edge_status::delivered},
    {"pipevane_edge_queued", "gauge", "Batches waiting.", &pv_edge_status::queued},
    {"pipevane_edge_queued_bytes", "gauge", "Bytes waiting.", &pv_edge_status::queued_bytes},
    {"pipevane_edge_capacity_bytes", "gauge", "Bytes that may wait.",
     &pv_edge_status::capacity_bytes},
    {"pipevane_edge_wait_seconds_total", "counter", "Time that delivered batches waited.",
     &pv_edge_status::wait_us_total, 1e-6},
}};

struct EdgeLoss {
  std::string_view reason;
  std::uint64_t pv_edge_status::*field;
};
constexpr std::array<EdgeLoss, 4> kEdgeLosses = {{
    {"full", &pv_edge_status::dropped_full},
    {"down", &pv_edge_status::dropped_down},
    {"refused", &pv_edge_status::dropped_refused},
    {"stopped", &pv_edge_status::dropped_stopped},
}};

void writeComponents(PrometheusWriter& out, const Components& components) {
  out.family("pipevane_component_up", "gauge", "1 while it runs and all is well.");
  for (const pv_component_status& each : components)
    out.sample({{"component", view(each.id)},
                {"type", view(each.type)},
                {"kind", kindName(each.kind)},
                {"state", stateName(each.state)}},
               each.state == PV_RUNNING ? 1 : 0);
  for (const ComponentCounter& counter : kComponentCounters) {
    out.family(counter.name, "counter", counter.help);
    for (const pv_component_status& each : components)
      out.sample({{"component", view(each.id)}},
                 static_cast<double>(each.*counter.field) * counter.scale);
  }
}

void writeEdges(PrometheusWriter& out, const Edges& edges) {
  for (const EdgeFigure& figure : kEdgeFigures) {
    out.family(figure.name, figure.type, figure.help);
    for (const pv_edge_status& each : edges)
      out.sample({{"from", view(each.from)}, {"to", view(each.to)}},
                 static_cast<double>(each.*figure.field) * figure.scale);
  }
  out.family("pipevane_edge_dropped_total", "counter", "Batches dropped, by reason.");
  for (const pv_edge_status& each : edges)
    for (const EdgeLoss& loss : kEdgeLosses)
      out.sample({{"from", view(each.from)}, {"to", view(each.to)}, {"reason", loss.reason}},
                 static_cast<double>(each.*loss.field));
}

void writeProcess(PrometheusWriter& out) {
  const ProcessFigures process = processFigures();
  out.family("process_cpu_seconds_total", "counter", "CPU time of the whole process.");
  out.sample({}, process.cpu_seconds);
  if (!process.resident_bytes) return;
  out.family("process_resident_memory_bytes", "gauge", "Memory that is not paged out.");
  out.sample({}, static_cast<double>(*process.resident_bytes));
}

// In groups of one metric, as the format wants it.
struct Newest {
  MetricId metric;
  const LiveEntity* entity;
  double value;
};

std::vector<Newest> newestOf(const LiveState& state) {
  std::vector<Newest> all;
  for (const auto& [key, entity] : state.entities()) {
    if (!entity->present) continue;
    for (const SeriesId series : entity->series) {
      const LiveMetric& metric = state.metric(series);
      if (!metric.known() || !metric.seen || metric.judged() == Quality::kStale) continue;
      all.push_back({metric.metric, entity, metric.value});
    }
  }
  std::ranges::stable_sort(all, {}, &Newest::metric);
  return all;
}

}  // namespace

Response PrometheusRoutes::own() {
  Response response = prometheusText();
  PrometheusWriter out(response.body);
  out.family("pipevane_build_info", "gauge", "1, labelled with the version.");
  out.sample({{"version", PIPEVANE_VERSION}}, 1);
  out.family("pipevane_configuration_refused", "gauge",
             "1 while the newest configuration was refused, and the pipeline is what it was.");
  out.sample({}, readRefusedConfiguration(host_) ? 1 : 0);
  std::map<std::string, std::string> types;
  readPipeline(host_, [&](const pv_pipeline_status& status) {
    for (const pv_component_status& each : Components(status.components, status.component_count))
      types.emplace(str(each.id), str(each.type));
    out.family("pipevane_start_time_seconds", "gauge", "When the pipeline started.");
    out.sample({}, static_cast<double>(status.started_ms) / 1000);
    out.family("pipevane_series", "gauge", "Series in the dictionary.");
    out.sample({}, static_cast<double>(status.series_count));
    writeComponents(out, Components(status.components, status.component_count));
    writeEdges(out, Edges(status.edges, status.edge_count));
  });
  writeComponentFigures(host_, types, out);
  writeProcess(out);
  return response;
}

Response PrometheusRoutes::watched() {
  Response response = prometheusText();
  const std::int64_t steady_ms = host_.steadyMs();
  live_.locked([&](LiveParts& parts) {
    parts.state.sweep(steady_ms);
    PrometheusWriter out(response.body);
    MetricId metric = PV_NONE;
    for (const Newest& each : newestOf(parts.state)) {
      if (each.metric != metric) {
        metric = each.metric;
        const LiveMetricInfo& info = parts.state.info(metric);
        out.family("proxmox_" + PrometheusWriter::nameFrom(info.name),
                   info.counter ? "counter" : "gauge", {});
      }
      const LiveEntity& entity = *each.entity;
      out.sample({{"id", entity.key},
                  {"cluster", entity.cluster},
                  {"kind", entity.kind},
                  {"name", entity.name()},
                  {"vmid", entity.text("vmid")},
                  {"node", entity.text("node")}},
                 each.value);
    }
  });
  return response;
}

}  // namespace pipevane::web
