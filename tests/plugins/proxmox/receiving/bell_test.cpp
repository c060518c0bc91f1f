#include "plugins/proxmox/receiving/bell.h"

#include <gtest/gtest.h>

#include <thread>

namespace pipevane::proxmox {
namespace {

constexpr int kForEver = -1, kNow = 0;

TEST(ABell, GoesBeforeWhatIsReady) {
  Bell socket, end;
  EXPECT_EQ(waitFor(socket.descriptor(), end, kNow), Waited::kLong);
  socket.ring();
  EXPECT_EQ(waitFor(socket.descriptor(), end, kForEver), Waited::kReady);
  end.ring();
  EXPECT_EQ(waitFor(socket.descriptor(), end, kForEver), Waited::kRung);
}

TEST(ABell, IsHeardOnceHoweverOftenItWasRung) {
  Bell bell, end;
  for (int i = 0; i < 3; ++i) bell.ring();
  EXPECT_EQ(waitFor(bell.descriptor(), end, kForEver), Waited::kReady);
  bell.silence();
  EXPECT_EQ(waitFor(bell.descriptor(), end, kNow), Waited::kLong);
  bell.silence();
}

TEST(ABell, EndsTheWaitOfAnotherThread) {
  Bell socket, end;
  Waited waited = Waited::kLong;
  std::thread waits([&] { waited = waitFor(socket.descriptor(), end, kForEver); });
  end.ring();
  waits.join();
  EXPECT_EQ(waited, Waited::kRung);
}

}  // namespace
}  // namespace pipevane::proxmox
