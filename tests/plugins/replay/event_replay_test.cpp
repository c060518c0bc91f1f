// Which decoder a recorded exchange goes to.
#include "plugins/replay/proxmox_decoder.h"

#include <pipevane/testing/fake_host.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pipevane::replay {
namespace {

constexpr std::int64_t kT0 = 1'700'000'000'000;

class EventReplay : public ::testing::Test {
 protected:
  void answer(Decoder& decoder, const std::string& source, const std::string& path,
              const std::string& rows, std::int64_t after_ms) {
    const std::string full = "/api2/json" + path, body = R"({"data":[)" + rows + "]}";
    pv_exchange exchange{};
    exchange.size = sizeof exchange;
    exchange.status = 200;
    exchange.time_ms = kT0 + after_ms;
    exchange.source = source.empty() ? absent() : text(source);
    exchange.cluster = text(cluster_);
    exchange.host = text("https://192.0.2.1:8006");
    exchange.method = text("GET");
    exchange.path = text(full);
    exchange.body = text(body);
    decoder.decode(exchange, output_);
  }
  std::size_t count(std::size_t (*of)(const testing::MadeBatch&)) const {
    std::size_t sum = 0;
    for (const auto& batch : host_.pushed()) sum += of(batch);
    return sum;
  }
  std::size_t events() const {
    return count([](const testing::MadeBatch& batch) { return batch.events().size(); });
  }
  std::size_t samples() const {
    return count([](const testing::MadeBatch& batch) { return batch.series().size(); });
  }

  std::string cluster_ = "lab";
  testing::FakeHost host_{"replayed"};
  Output output_{host_.host()};
};

const std::string kList =
    R"({"id":"node/pve1","type":"node","node":"pve1","status":"online","maxcpu":8,"uptime":900,"cpu":0.5},)"
    R"({"id":"qemu/106","type":"qemu","vmid":106,"node":"pve1","status":"running","uptime":500,"cpu":0.5,"maxcpu":1})";
const std::string kTask =
    R"({"upid":"UPID:pve1:00000001:00000002:6553F102:qmstart:106:root@pam:","pid":1})";

TEST_F(EventReplay, OfASourceOfEventsTellsEventsAndNoFigures) {
  const auto decoder = proxmoxDecoder(host_.host(), "lab-events", "");
  answer(*decoder, "lab-events", "/cluster/tasks", "", 0);
  answer(*decoder, "lab-events", "/cluster/resources", kList, 100);
  answer(*decoder, "lab-events", "/cluster/tasks", kTask, 2'000);
  EXPECT_EQ(events(), 1u);
  EXPECT_EQ(samples(), 0u) << "whoever polled has them";
}

// As it does where a poll of another cluster of that name comes.
TEST_F(EventReplay, OfASourceThatCallsItsClusterOtherwiseFromThenOnFollowsIt) {
  const auto decoder = proxmoxDecoder(host_.host(), "lab-events", "");
  answer(*decoder, "lab-events", "/cluster/tasks", "", 0);
  answer(*decoder, "lab-events", "/cluster/resources", kList, 100);
  answer(*decoder, "lab-events", "/cluster/tasks", kTask, 2'000);
  cluster_ = "lab-lab-events";
  answer(*decoder, "lab-events", "/cluster/resources", kList, 4'100);
  answer(*decoder, "lab-events", "/cluster/tasks", kTask, 6'000);
  std::vector<std::string> told;
  for (const auto& batch : host_.pushed())
    for (const pv_event& each : batch.events())
      told.emplace_back(host_.dictionary().key(each.entity));
  EXPECT_EQ(told, (std::vector<std::string>{"lab/vm/106", "lab-lab-events/vm/106"}));
}

TEST_F(EventReplay, OfASourceThatPollsTellsNoEvents) {
  const auto decoder = proxmoxDecoder(host_.host(), "lab", "lab");
  for (int i = 0; i < 5; ++i) answer(*decoder, "lab", "/cluster/resources", kList, i * 10'000);
  EXPECT_EQ(events(), 0u);
  EXPECT_GT(samples(), 0u);
}

TEST_F(EventReplay, OfARecordingWithoutSourcesTellsBoth) {
  const auto decoder = proxmoxDecoder(host_.host(), "rig", "lab");
  answer(*decoder, "", "/cluster/tasks", "", 0);
  answer(*decoder, "", "/cluster/resources", kList, 100);
  answer(*decoder, "", "/cluster/tasks", kTask, 2'000);
  EXPECT_EQ(events(), 1u);
  EXPECT_GT(samples(), 0u);
}

}  // namespace
}  // namespace pipevane::replay
