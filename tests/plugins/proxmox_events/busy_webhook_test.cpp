// Proxmox VE waits ten seconds for an answer and tries once: the door answers whatever the source
// waits for.
#include "tests/plugins/proxmox_events/other_source.h"
#include "tests/plugins/proxmox_events/webhook.h"

#include <gmock/gmock.h>

#include <chrono>
#include <thread>

namespace pipevane::proxmox_events {
namespace {

using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kList = "/cluster/resources";

class BusyWebhook : public Webhook {
 protected:
  // In a thread of its own: as soon as a call hangs, which goes on once all are answered.
  void sendWhileACallHangs(std::int64_t after_ms, int notifications) {
    at(after_ms, [this, notifications] {
      const std::uint64_t before = asked(kList);
      sim().faults().add({.path = kList, .kind = simulator::Fault::Kind::kHang});
      sender_ = std::thread([this, before, notifications, port = port()] {
        const auto gives_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (asked(kList) == before && std::chrono::steady_clock::now() < gives_up)
          std::this_thread::yield();
        for (int i = 0; i < notifications; ++i)
          answers.push_back(WebhookClient(port, post("notification " + std::to_string(i))).await());
        sim().faults().clear();
      });
    });
  }
  void runToTheEnd() {
    run(60'000, {{"timeout", "120s"}});
    if (sender_.joinable()) sender_.join();
  }

 private:
  std::thread sender_;
};

TEST_F(BusyWebhook, AnswersWhileACallHangs) {
  sendWhileACallHangs(15'000, 1);
  runToTheEnd();
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_THAT(answers[0], StartsWith("HTTP/1.1 204 "));
  EXPECT_THAT(ofType("notification"), SizeIs(1)) << "the source tells it once it can";
}

TEST_F(BusyWebhook, HasRoomForSoManyWhileACallHangs) {
  sendWhileACallHangs(15'000, 65);
  runToTheEnd();
  ASSERT_THAT(answers, SizeIs(65));
  EXPECT_THAT(answers[63], StartsWith("HTTP/1.1 204 "));
  EXPECT_THAT(answers[64], StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(ofType("notification"), SizeIs(64));
}

TEST_F(BusyWebhook, AnswersWhileTheSourceWaitsForWhoPolls) {
  Other poll{.stage = proxmox::Stage::kAsking, .identity = {}, .cluster = {}};
  poll.join(host, proxmox::kPolls);
  send(1'000, post(kNotification));
  std::uint64_t asked_by_then = 1;
  at(1'001, [&] { asked_by_then = asked("/cluster/tasks"); });
  run(30'000);
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_THAT(answers[0], StartsWith("HTTP/1.1 204 "));
  EXPECT_EQ(asked_by_then, 0U) << "it tells of the cluster once it knows its name";
  EXPECT_THAT(ofType("notification"), SizeIs(1));
}

// It was answered: nobody sends it again.
TEST_F(BusyWebhook, TellsWhatItTookBeforeItEnds) {
  at(20'000, [this] { host.requestStop(); });
  send(20'000, post(kNotification));
  run(30'000);
  EXPECT_THAT(answers.at(0), StartsWith("HTTP/1.1 204 "));
  EXPECT_THAT(ofType("notification"), SizeIs(1));
}

}  // namespace
}  // namespace pipevane::proxmox_events
