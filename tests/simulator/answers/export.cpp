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

void writeNode(Rows& rows, const Node& node, const Figures& at) {
  const std::int64_t t = at.time_s;
  const double load = at.cpu * node.cpus;
  rows.gauge(t, "uptime", at.uptime_s);
  rows.gauge(t, "cpu_avg1", load);
  rows.gauge(t, "cpu_avg5", load * 0.9);
  rows.gauge(t, "cpu_avg15", load * 0.8);
  rows.gauge(t, "cpu_max", node.cpus);
  rows.gauge(t, "cpu_current", at.cpu);
  rows.gauge(t, "cpu_iowait", at.cpu / 20);
  rows.gauge(t, "mem_total", at.memory_total);
  rows.gauge(t, "mem_used", at.memory);
  rows.gauge(t, "swap_total", kSwapTotal);
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

// Calls `write` with those that were asked for.
template <class Write>
void each(const Cycles& cycles, const Filter& filter, Write write) {
  if (cycles.empty()) return;
  for (auto at = filter.history ? cycles.begin() : cycles.end() - 1; at != cycles.end(); ++at)
    if (at->time_s > filter.after_s) write(*at);
}

}  // namespace

std::string metricsExport(const World& world, const Filter& filter) {
  std::vector<Row> rows;
  std::set<std::string> asked;
  for (const Node& node : world.nodes())
    if (node.online && !node.hangs && (filter.nodes.empty() || filter.nodes.contains(node.name)))
      asked.insert(node.name);
  for (const Node& node : world.nodes()) {
    if (!asked.contains(node.name)) continue;
    Rows out(rows, "node/" + node.name);
    each(node.cycles, filter, [&](const Figures& at) { writeNode(out, node, at); });
  }
  for (const Guest& guest : world.guests()) {
    if (!asked.contains(guest.node)) continue;
    Rows out(rows, guest.id());
    each(guest.cycles, filter, [&](const Figures& at) { writeGuest(out, guest, at); });
  }
  for (const Storage& storage : world.storages()) {
    if (!asked.contains(storage.node)) continue;
    Rows out(rows, "storage/" + storage.node + "/" + storage.name);
    each(storage.cycles, filter, [&](const Figures& at) { writeStorage(out, at); });
  }
  std::ranges::stable_sort(rows, {}, &Row::time_s);
  std::string answer = R"({"data":[)";
  for (const Row& row : rows) {
    if (answer.back() == '}') answer += ',';
    answer += row.json;
  }
  return answer + "]}";
}

}  // namespace pipevane::simulator
