// The source over real sockets, on a clock that only the test and a wait move.
#pragma once

#include "tests/plugins/proxmox_push/one_client.h"

#include <pipevane/inspect.h>
#include <pipevane/refresh.h>
#include <pipevane/testing/fake_component.h>
#include <pipevane/wake.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

extern "C" const pv_plugin pipevane_plugin;

namespace pipevane::proxmox_push {

inline constexpr std::int64_t kNowS = 1'795'457'707;

class OnePush {
 public:
  explicit OnePush(const testing::GivenOptions& options = allDoors()) {
    host.setNow(kNowS * 1000);
    component =
        std::make_unique<testing::FakeComponent>(host, pipevane_plugin, "proxmox_push", options);
    host.onWait([this](std::int64_t) { step(); });
  }
  static testing::GivenOptions allDoors() {
    return {{"influx_udp_port", std::string("0")},
            {"influx_http_port", std::string("0")},
            {"graphite_tcp_port", std::string("0")},
            {"graphite_udp_port", std::string("0")},
            {"otlp_http_port", std::string("0")}};
  }
  static testing::GivenOptions with(testing::GivenOptions more) {
    for (auto& [key, value] : allDoors()) more.emplace(key, value);
    return more;
  }

  // One thing after the other: `act`, and then no time passes until `done`.
  OnePush& then(
      std::function<void()> act, std::function<bool()> done = [] { return true; }) {
    steps_.push_back({std::move(act), std::move(done)});
    return *this;
  }
  // So much time passes; what is due on the way is done at its time.
  OnePush& pass(std::int64_t ms) {
    return then([this, ms] { until_ms_ = host.timeMs() + ms; },
                [this] { return host.timeMs() >= until_ms_; });
  }
  void run() {
    if (!started_) start();
    EXPECT_EQ(component->run(), PV_STOPPED);
    EXPECT_TRUE(steps_.empty()) << "a step was not done in time";
  }
  // Another one comes in its place, as at a reload.
  void replaceBy(const testing::GivenOptions& options) {
    auto next =
        std::make_unique<testing::FakeComponent>(host, pipevane_plugin, "proxmox_push", options);
    EXPECT_TRUE(component->handOverTo(*next));
    component = std::move(next);
    started_ = false;
    host.stopAt(std::numeric_limits<std::int64_t>::max());
  }
  // Its ports are known from here on.
  void start() {
    ASSERT_EQ(component->start(), PV_OK);
    started_ = true;
  }
  std::uint16_t port(const std::string& door) {
    const std::string state = inspect();
    const std::size_t at = state.find("\"what\":\"" + door + "\"");
    EXPECT_NE(at, std::string::npos) << state;
    return static_cast<std::uint16_t>(std::stoul(state.substr(state.find("\"port\":", at) + 7)));
  }
  // From another thread, as the engine does it.
  void refresh() {
    const auto* table = component->service<pv_refresh>(PV_REFRESH);
    table->refresh(component->serviceSelf());
  }
  std::string inspect() { return read<pv_inspect>(PV_INSPECT); }
  template <class Table>
  std::string read(const char* name) {
    std::string text;
    const auto* table = component->service<Table>(name);
    table->read(component->serviceSelf(), &text,
                [](void* out, pv_text json) { *static_cast<std::string*>(out) = str(json); });
    return text;
  }
  bool knows(const std::string& entity, const std::string& metric, double value) {
    return host.latest(entity, metric) == value;
  }

  testing::FakeHost host{"push"};
  std::unique_ptr<testing::FakeComponent> component;

 private:
  struct Step {
    std::function<void()> act;
    std::function<bool()> done;
    bool acted = false;
  };

  void step() {
    using Clock = std::chrono::steady_clock;
    if (steps_.empty()) return host.requestStop();
    Step& now = steps_.front();
    if (!now.acted) {
      now.acted = true;
      since_ = Clock::now();
      now.act();
    } else if (now.done()) {
      steps_.erase(steps_.begin());
      return step();
    }
    if (Clock::now() - since_ > std::chrono::seconds(20)) return host.requestStop();
    // Time passes only where a step is for that.
    if (host.timeMs() < until_ms_) return;
    std::this_thread::yield();
    static_cast<const pv_wake*>(host.host().extension(PV_WAKE))->wake(host.raw().self);
  }

  std::vector<Step> steps_;
  std::int64_t until_ms_ = 0;
  std::chrono::steady_clock::time_point since_;
  bool started_ = false;
};

inline std::string nodeLine(const std::string& node, int uptime, std::int64_t time_s = kNowS) {
  return "system,object=nodes,host=" + node + " uptime=" + std::to_string(uptime) + " " +
         std::to_string(time_s) + "000000000\n";
}
inline std::string graphiteLine(const std::string& node, int uptime, std::int64_t time_s = kNowS) {
  return "proxmox.nodes." + node + ".uptime " + std::to_string(uptime) + " " +
         std::to_string(time_s) + "\n";
}
inline std::string otlpBody(const std::string& node, int uptime, std::int64_t time_s = kNowS) {
  return R"({"resourceMetrics":[{"resource":{"attributes":[{"key":"proxmox.cluster","value":)"
         R"({"stringValue":"rig"}}]},"scopeMetrics":[{"metrics":[{"name":"proxmox_node_uptime",)"
         R"("gauge":{"dataPoints":[{"attributes":[{"key":"node","value":{"stringValue":")" +
         node + R"("}}],"asInt":)" + std::to_string(uptime) + R"(,"timeUnixNano":)" +
         std::to_string(time_s) + "000000000}]}}]}]}]}";
}
inline std::string post(const std::string& path, const std::string& body,
                        const std::string& headers = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: pipevane\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace pipevane::proxmox_push
