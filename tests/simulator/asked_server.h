// A simulator on a clock that the test moves, asked as Proxmox VE is asked.
#pragma once

#include "plugins/proxmox/api/https_client.h"
#include "tests/simulator/simulator.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <string>

namespace pipevane::simulator {

class Server {
 public:
  explicit Server(int version = 9, const std::string& cluster = "sim")
      : Server(small(version, cluster)) {}
  explicit Server(Settings settings)
      : simulator_([&] {
          settings.clock = [this] { return now_s_.load(); };
          return settings;
        }()) {}

  static Settings small(int version = 9, const std::string& cluster = "sim") {
    Settings settings;
    settings.guests = 12;
    settings.past_s = 120;
    settings.pve_version = version;
    settings.cluster = cluster;
    return settings;
  }

  proxmox::HttpsClient client(const std::string& node = {}, const std::string& secret = {},
                              std::int64_t timeout_ms = 20'000) {
    const Settings& settings = simulator_.settings();
    return proxmox::HttpsClient(
        {.endpoint = {.host = "127.0.0.1", .port = simulator_.port(node)},
         .token =
             proxmox::Token(settings.token_id, secret.empty() ? settings.token_secret : secret),
         .trust = {.fingerprint = simulator_.fingerprint(node), .ca_file = ""},
         .timeout_ms = timeout_ms},
        [] { return false; });
  }
  proxmox::Answer get(const std::string& path, const std::string& secret = {}) {
    return client({}, secret).get(path);
  }
  // At that node's own port.
  proxmox::Answer getAt(const std::string& node, const std::string& path,
                        std::int64_t timeout_ms = 20'000) {
    return client(node, {}, timeout_ms).get("/api2/json" + path);
  }
  Poco::JSON::Array::Ptr rows(const std::string& path) {
    const auto answer = get("/api2/json" + path);
    return Poco::JSON::Parser()
        .parse(answer.body)
        .extract<Poco::JSON::Object::Ptr>()
        ->getArray("data");
  }
  // The one with that id.
  Poco::JSON::Object::Ptr row(const std::string& path, const std::string& id) {
    const auto all = rows(path);
    for (unsigned i = 0; i < all->size(); ++i)
      if (all->getObject(i)->optValue<std::string>("id", "") == id) return all->getObject(i);
    throw std::out_of_range("no row " + id);
  }
  std::set<std::string> keys(const std::string& path, const std::string& id) {
    const auto names = row(path, id)->getNames();
    return {names.begin(), names.end()};
  }
  std::string exported(const std::string& query) {
    return get("/api2/json/cluster/metrics/export" + query).body;
  }
  int status(const std::string& path) { return get("/api2/json" + path).status; }
  Simulator& simulator() { return simulator_; }
  void pass(std::int64_t seconds) { now_s_ += seconds; }

 private:
  std::atomic<std::int64_t> now_s_ = 1'795'000'000;
  Simulator simulator_;
};

}  // namespace pipevane::simulator
