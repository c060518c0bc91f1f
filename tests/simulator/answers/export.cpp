#include "tests/simulator/answers/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace pipevane::simulator {
namespace {

// Written as text at once: half an hour of a large cluster is millions of rows.
struct Row {
  std::int64_t time_s;
  std::string json;
};

// The rows of one object.
class Rows {
 public:
  Rows(std::vector<Row>& rows, std::string id) : rows_(rows), id_(std::move(id)) {}

  template <class Value>
  void gauge(std::int64_t time_s, const char* metric, Value value) {
    add(time_s, metric, "gauge", value);
  }
  void counter(std::int64_t time_s, const char* metric, std::int64_t value) {
    add(time_s, metric, "derive", value);
  }

 private:
  template <class Value>
  void add(std::int64_t time_s, const char* metric, const char* type, Value value) {
    rows_.push_back(
        {time_s, fmt::format(R"({{"id":"{}","metric":"{}","timestamp":{},"type":"{}","value":{}}})",
                             id_, metric, time_s, type, value)});
  }

  std::vector<Row>& rows_;
  std::string id_;
};

void writeNode(Rows& rows, const Version& version, int cpus, std::int64_t swap_total,
               const Figures& at) {
  const std::int64_t t = at.time_s;
  rows.gauge(t, "uptime", at.uptime_s);
  rows.gauge(t, "cpu_avg1", at.loadAverage(cpus, 1));
  rows.gauge(t, "cpu_avg5", at.loadAverage(cpus, 0.9));
  rows.gauge(t, "cpu_avg15", at.loadAverage(cpus, 0.8));
  rows.gauge(t, "cpu_max", cpus);
  rows.gauge(t, "cpu_current", at.cpu);
  if (version.iowaitInTicks())
    rows.gauge(t, "cpu_iowait", at.uptime_s * cpus);
  else
    rows.gauge(t, "cpu_iowait", at.ioWait());
  rows.gauge(t, "mem_total", at.memory_total);
  rows.gauge(t, "mem_used", at.memory);
  rows.gauge(t, "swap_total", swap_total);
  rows.gauge(t, "swap_used", at.swap);
  rows.gauge(t, "disk_total", at.disk_total);
  rows.gauge(t, "disk_used", at.disk);
  rows.counter(t, "net_in", at.receive);
  rows.counter(t, "net_out", at.transmit);
}

void writeGuest(Rows& rows, const Guest& guest, const Figures& at) {
  const std::int64_t t = at.time_s;
  rows.gauge(t, "uptime", at.uptime_s);
  rows.gauge(t, "cpu_max", guest.cpus);
  rows.gauge(t, "mem_total", guest.memory_total);
  rows.gauge(t, "disk_total", guest.disk_total);
  if (!at.running) return;
  rows.gauge(t, "cpu_current", at.cpu);
  rows.gauge(t, "mem_used", at.memory);
  if (guest.container) rows.gauge(t, "disk_used", at.disk);
  rows.counter(t, "disk_read", at.read);
  rows.counter(t, "disk_write", at.written);
  rows.counter(t, "net_in", at.receive);
  rows.counter(t, "net_out", at.transmit);
}

void writeStorage(Rows& rows, const Figures& at) {
  rows.gauge(at.time_s, "disk_total", at.disk_total);
  rows.gauge(at.time_s, "disk_used", at.disk);
}

// A cycle that failed: every number of the node, and its time, is 0.
void writeZeros(Rows& rows, const Version& version) { writeNode(rows, version, 0, 0, Figures{}); }

// What one node has in its cache.
class Cache {
 public:
  Cache(const Node& node, const Filter& filter) : node_(node), filter_(filter) {
    const auto kept = [](const Figures& each) { return each.exported || each.zeroed; };
    const auto newest = std::find_if(node.cycles.rbegin(), node.cycles.rend(), kept);
    newest_s_ = newest == node.cycles.rend() ? 0 : newest->at_s;
  }

  // Calls `write` with those that were asked for.
  template <class Write>
  void each(const Cycles& cycles, Write write) const {
    // Only the newest one: it is near the end.
    auto at = cycles.begin();
    if (!filter_.history)
      at = std::partition_point(cycles.begin(), cycles.end(),
                                [this](const Figures& one) { return one.at_s < newest_s_; });
    for (; at != cycles.end(); ++at)
      if (has(*at)) write(*at);
  }

 private:
  bool has(const Figures& at) const {
    if (at.node != node_.number || at.at_s < node_.caches_from_s) return false;
    // Zeros have the time 0: whoever says since when does not get them.
    if (at.zeroed) return filter_.history && filter_.after_s == 0;
    return at.exported && at.time_s > filter_.after_s;
  }

  const Node& node_;
  const Filter& filter_;
  std::int64_t newest_s_ = 0;
};

void writeCache(std::vector<Row>& rows, const View& view, const Node& node, const Filter& filter) {
  const World& world = view.world;
  const Cache cache(node, filter);
  Rows own(rows, "node/" + node.name);
  cache.each(node.cycles, [&](const Figures& at) {
    at.zeroed ? writeZeros(own, view.version)
              : writeNode(own, view.version, node.cpus, kSwapTotal, at);
  });
  for (const auto* guests : {&world.guests(), &world.gone()})
    for (const Guest& guest : *guests) {
      Rows out(rows, guest.id());
      cache.each(guest.cycles, [&](const Figures& at) { writeGuest(out, guest, at); });
    }
  for (const Storage& storage : world.storages()) {
    if (storage.node != node.name) continue;
    Rows out(rows, "storage/" + storage.node + "/" + storage.name);
    cache.each(storage.cycles, [&](const Figures& at) { writeStorage(out, at); });
  }
}

}  // namespace

Exported metricsExport(const View& view, const Filter& filter) {
  std::vector<Row> rows;
  Exported answer;
  for (const Node& node : view.world.nodes()) {
    if (!view.sees(node) || !(filter.nodes.empty() || filter.nodes.contains(node.name))) continue;
    const bool other = &node != &view.at;
    if (other && node.api_hangs)
      ++answer.hung;
    else if (view.lists(node.name) && (!other || !node.api_refuses))
      writeCache(rows, view, node, filter);
  }
  std::ranges::stable_sort(rows, {}, &Row::time_s);
  std::string& json = answer.json = R"({"data":[)";
  for (const Row& row : rows) {
    if (json.back() == '}') json += ',';
    json += row.json;
  }
  json += "]}";
  return answer;
}

}  // namespace pipevane::simulator
