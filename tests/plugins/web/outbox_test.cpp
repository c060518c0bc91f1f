#include "plugins/web/outbox.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pipevane::web {
namespace {

// All of it, as a socket takes it that takes so much at once.
std::string drained(Outbox& out, std::size_t at_once) {
  std::string all;
  while (!out.empty()) {
    const std::string_view next = out.next().substr(0, at_once);
    all.append(next);
    out.sent(next.size());
  }
  return all;
}

TEST(Outbox, GivesWhatWasAddedInItsOrderHoweverLittleIsTakenAtOnce) {
  for (const std::size_t at_once : {1u, 7u, 16'384u, 1'000'000u}) {
    SCOPED_TRACE(at_once);
    Outbox out;
    out.add("head,");
    out.add(std::make_shared<const std::string>(300'000, 'x'));
    out.add("}");
    out.add("pong");
    out.add(std::make_shared<const std::string>("short"));
    EXPECT_EQ(drained(out, at_once), "head," + std::string(300'000, 'x') + "}pongshort");
  }
}

TEST(Outbox, SharesALongTextInsteadOfCopyingIt) {
  const auto text = std::make_shared<const std::string>(1'000'000, 'x');
  Outbox one, other;
  one.add(text);
  other.add(text);
  EXPECT_EQ(one.shared(), text.get());
  EXPECT_EQ(one.next().data(), other.next().data());
  drained(one, 100'000);
  EXPECT_EQ(one.shared(), nullptr);
  EXPECT_EQ(text.use_count(), 2);
}

TEST(Outbox, KnowsHowMuchWaits) {
  Outbox out;
  EXPECT_EQ(out.bytes(), 0U);
  out.add("four");
  out.take(std::string(100'000, 'x'));
  out.add(std::make_shared<const std::string>(200'000, 'y'));
  out.take("short");
  EXPECT_EQ(out.bytes(), 300'009U);
  out.sent(1);
  EXPECT_EQ(out.bytes(), 300'008U);
  EXPECT_EQ(drained(out, 70'000).size(), 300'008U);
  EXPECT_EQ(out.bytes(), 0U);
}

TEST(Outbox, LeavesInPlaceWhatIsOnItsWay) {
  Outbox out;
  out.add("begun");
  const char* const place = out.next().data();
  for (int i = 0; i < 1'000; ++i) out.add("pong");
  EXPECT_EQ(out.next(), "begun");
  EXPECT_EQ(out.next().data(), place);
}

}  // namespace
}  // namespace pipevane::web
