// A decoder over a fake engine, fed with answers as text.
#pragma once

#include "plugins/proxmox/fleet_decoder.h"
#include "tests/plugins/proxmox/told_fleet.h"

#include <gtest/gtest.h>
#include <string>

namespace pipevane::proxmox {

inline constexpr std::int64_t kT0 = 1'700'000'000'000;

class Fleet : public ToldFleet {
 public:
  explicit Fleet(const std::string& cluster = "lab") : decoder(host.host(), "source", cluster) {}

  Decoded answer(const std::string& path, const std::string& body, std::int64_t time_ms = kT0,
                 int status = 200, const std::string& query = "") {
    const std::string full = "/api2/json" + path;
    pv_exchange exchange{};
    exchange.size = sizeof exchange;
    exchange.status = status;
    exchange.time_ms = time_ms;
    exchange.source = text("source");
    exchange.host = text(asked);
    exchange.method = text("GET");
    exchange.path = text(full);
    exchange.query = text(query);
    exchange.body = text(body);
    const pv_attribute date_header = pipevane::attribute("date", date);
    exchange.header_count = date.empty() ? 0 : 1;
    exchange.headers = &date_header;
    const Decoded decoded = decoder.decode(exchange, output);
    apply();
    return decoded;
  }
  Decoded list(const std::string& rows, std::int64_t time_ms = kT0) {
    return answer("/cluster/resources", R"({"data":[)" + rows + "]}", time_ms);
  }
  Decoded figures(const std::string& rows, std::int64_t time_ms = kT0) {
    return answer("/cluster/metrics/export", R"({"data":{"data":[)" + rows + "]}}", time_ms);
  }
  Decoded version(const std::string& version) {
    return answer("/version", R"({"data":{"version":")" + version + R"("}})");
  }
  Decoded refuseExport(std::int64_t time_ms = kT0) {
    return answer("/cluster/metrics/export", "", time_ms, 403);
  }

  // Of the last sample.
  Quality quality(const std::string& entity, const std::string& metric) {
    const auto all = samples(entity, metric);
    return all.empty() ? Quality::kUnknown : all.back().quality;
  }

  // Who gives the answers to come.
  std::string asked = "https://192.0.2.1:8006";
  // The header of answers to come; empty: none.
  std::string date;
  FleetDecoder decoder;
};

inline const std::string kNode1 =
    R"({"id":"node/pve1","type":"node","node":"pve1","status":"online","cpu":0.1,"maxcpu":8,"mem":4e9,"maxmem":16e9,"disk":10,"maxdisk":100,"uptime":1000,"level":"c","cgroup-mode":2})";
inline const std::string kVm100 =
    R"({"id":"qemu/100","type":"qemu","vmid":100,"node":"pve1","status":"running","name":"web01","template":0,"tags":"prod;web","pool":"prod","cpu":0.25,"maxcpu":4,"mem":1000,"maxmem":4000,"memhost":1200,"disk":0,"maxdisk":8000,"netin":11,"netout":12,"diskread":13,"diskwrite":14,"uptime":500})";

inline std::string edited(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// Another one like the first.
inline std::string nodeNamed(const std::string& name) {
  return edited(edited(kNode1, "node/pve1", "node/" + name), R"("node":"pve1")",
                R"("node":")" + name + R"(")");
}

inline std::string row(const std::string& id, const std::string& metric, std::int64_t time_s,
                       const std::string& value) {
  return R"({"id":")" + id + R"(","metric":")" + metric + R"(","timestamp":)" +
         std::to_string(time_s) + R"(,"type":"gauge","value":)" + value + "}";
}

}  // namespace pipevane::proxmox
