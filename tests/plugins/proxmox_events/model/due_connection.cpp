#include "tests/plugins/proxmox_events/model/due_connection.h"

#include <gtest/gtest.h>

namespace pipevane::proxmox_events {
namespace {

constexpr std::int64_t kLostMs = 10'000;
// One question that hangs takes ten seconds, and not all were asked within the first ten.
constexpr std::int64_t kToldMs = 31'000;

}  // namespace

void DueConnection::hear(const Asked& asked) {
  // What a node is asked for through another one says nothing of that one.
  if (asked.what == Asked::What::kNodeTasks) return;
  if (!asked.answered) {
    fails_since_ms_ = fails_since_ms_.value_or(asked.asked_ms);
    silent_since_ms_ = silent_since_ms_.value_or(asked.asked_ms);
    return;
  }
  silent_since_ms_.reset();
  if (asked.what != Asked::What::kTasks) return;
  ever_listed_ = true;
  fails_since_ms_.reset();
  ++lists_since_lost_;
}

void DueConnection::hearEvent(std::string_view state, std::int64_t told_ms) {
  const bool lost = state == "error";
  EXPECT_TRUE(lost || state == "ok") << "the source is " << state;
  EXPECT_NE(told_lost_, lost) << "it was told before: " << state;
  told_lost_ = lost;
  if (!lost) {
    EXPECT_GT(lists_since_lost_, 0) << "nobody told a list of tasks";
    return;
  }
  lists_since_lost_ = 0;
  ASSERT_TRUE(fails_since_ms_) << "nobody failed to answer";
  EXPECT_GE(told_ms - *fails_since_ms_, kLostMs) << "it was not silent for so long";
}

void DueConnection::expectAll(std::int64_t now_ms) const {
  if (told_lost_) {
    EXPECT_EQ(lists_since_lost_, 0) << "it was not told that it is back";
  } else if (ever_listed_ && silent_since_ms_) {
    EXPECT_LT(now_ms - *silent_since_ms_, kToldMs) << "it was not told that nobody answers";
  }
}

}  // namespace pipevane::proxmox_events
