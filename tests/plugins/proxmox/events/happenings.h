// An event decoder over a fake engine, fed with answers as text, and what a consumer of its events
// knows: of each the last state.
#pragma once

#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/events/task_page.h"
#include "tests/plugins/proxmox/events/happened.h"

#include <gtest/gtest.h>
#include <pipevane/testing/fake_host.h>
#include <string>
#include <vector>

namespace pipevane::proxmox::events {

inline constexpr std::int64_t kT0 = 1'700'000'000'000;

struct StatusTold {
  std::string entity, status;
  std::int64_t batch_ms = 0;
};

class Happenings {
 public:
  explicit Happenings(const std::string& cluster = "lab",
                      std::int64_t look_back_ms = EventDecoder::kLookBackMs)
      : decoder(host.host(), "source", cluster, look_back_ms) {}

  Decoded answer(const std::string& path, const std::string& body, std::int64_t time_ms,
                 const std::string& query = "", int status = 200, const std::string& reason = "") {
    const std::string full = "/api2/json" + path;
    pv_exchange exchange{};
    exchange.size = sizeof exchange;
    exchange.status = status;
    exchange.time_ms = time_ms;
    exchange.source = text("source");
    exchange.host = text(host_);
    exchange.method = text("GET");
    exchange.path = text(full);
    exchange.query = text(query);
    exchange.reason = text(reason);
    exchange.body = text(body);
    const pv_attribute date{.name = text("date"), .value = text(date_)};
    exchange.headers = &date;
    exchange.header_count = date_.empty() ? 0 : 1;
    return decode(exchange);
  }
  Decoded tasks(const std::string& rows, std::int64_t time_ms) {
    return answer("/cluster/tasks", R"({"data":[)" + rows + "]}", time_ms);
  }
  // From now on who answers says that this is the time; empty: it does not say.
  void setDate(const std::string& date) { date_ = date; }
  // From now on that one answers.
  void setHost(const std::string& url) { host_ = url; }
  Decoded list(const std::string& rows, std::int64_t time_ms) {
    return answer("/cluster/resources", R"({"data":[)" + rows + "]}", time_ms);
  }
  Decoded page(const Gap& gap, const std::string& rows, std::int64_t time_ms) {
    return answer("/nodes/" + gap.node + "/tasks", R"({"data":[)" + rows + "]}", time_ms,
                  TaskPage::of(gap).query());
  }
  Decoded log(const std::string& rows, std::int64_t time_ms, std::size_t max) {
    return answer("/cluster/log", R"({"data":[)" + rows + "]}", time_ms,
                  "max=" + std::to_string(max));
  }
  Decoded webhook(const std::string& body, std::int64_t time_ms) {
    pv_exchange exchange{};
    exchange.size = sizeof exchange;
    exchange.status = 200;
    exchange.time_ms = time_ms;
    exchange.source = text("source");
    exchange.host = text("http://192.0.2.1");
    exchange.method = text("POST");
    exchange.path = text("/webhook");
    exchange.body = text(body);
    return decode(exchange);
  }

  Decoded decode(const pv_exchange& exchange) {
    const Decoded decoded = decoder.decode(exchange, output);
    apply();
    return decoded;
  }
  void apply() {
    for (; applied_ < host.pushed().size(); ++applied_) {
      const auto& batch = host.pushed()[applied_];
      for (const pv_event& each : batch.events())
        told.push_back(Happened::of(each, batch, host.dictionary()));
      for (const pv_entity_change& each : batch.changes())
        statuses.push_back({std::string(host.dictionary().key(each.entity)),
                            str(each.attributes[0].value), batch.timeMs()});
    }
  }

  // The newest of that id; a test that asks for one that was never told fails.
  Happened last(const std::string& id) const {
    for (std::size_t i = told.size(); i-- > 0;)
      if (told[i].id == id) return told[i];
    ADD_FAILURE() << "no event " << id;
    return {};
  }
  std::vector<Happened> ofType(const std::string& type) const {
    std::vector<Happened> found;
    for (const Happened& each : told)
      if (each.type == type) found.push_back(each);
    return found;
  }
  std::vector<std::string> messages(const std::string& type) const {
    std::vector<std::string> found;
    for (const Happened& each : ofType(type)) found.push_back(each.message);
    return found;
  }

  testing::FakeHost host;
  EventDecoder decoder;
  Output output{host.host()};
  std::vector<Happened> told;
  std::vector<StatusTold> statuses;

 private:
  std::string date_, host_ = "https://192.0.2.1:8006";
  std::size_t applied_ = 0;
};

// Of a task that began so many seconds after kT0.
inline std::string upidOf(const std::string& node, int number, std::int64_t start_s,
                          const std::string& type, const std::string& id,
                          const std::string& user = "root@pam") {
  char hex[64];
  std::snprintf(hex, sizeof hex, "%08X:%08X:%08X", static_cast<unsigned>(number),
                static_cast<unsigned>(number + 7), static_cast<unsigned>(kT0 / 1000 + start_s));
  return "UPID:" + node + ":" + hex + ":" + type + ":" + id + ":" + user + ":";
}
inline std::string running(const std::string& upid) {
  return R"({"upid":")" + upid + R"(","pid":4711})";
}
inline std::string finished(const std::string& upid, std::int64_t end_s,
                            const std::string& status = "OK") {
  return R"({"upid":")" + upid + R"(","endtime":)" + std::to_string(kT0 / 1000 + end_s) +
         R"(,"saved":"1","status":")" + status + R"("})";
}

inline std::string nodeRow(const std::string& name, const std::string& status = "online",
                           int uptime_s = 100'000) {
  return R"({"id":"node/)" + name + R"(","type":"node","node":")" + name + R"(","status":")" +
         status + R"(","maxcpu":8)" +
         (status == "online" ? R"(,"uptime":)" + std::to_string(uptime_s) : "") + "}";
}
inline std::string guestRow(int vmid, const std::string& status, int uptime_s,
                            const std::string& more = "", const std::string& node = "pve1",
                            const std::string& type = "qemu") {
  const std::string id = std::to_string(vmid);
  return R"({"id":")" + type + "/" + id + R"(","type":")" + type + R"(","vmid":)" + id +
         R"(,"node":")" + node + R"(","status":")" + status + R"(","name":"web","uptime":)" +
         std::to_string(uptime_s) + more + "}";
}

}  // namespace pipevane::proxmox::events
