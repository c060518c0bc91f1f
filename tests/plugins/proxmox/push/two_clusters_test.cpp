// Two clusters that push to one port under one name, and have nodes or guests of the same name.
#include "tests/plugins/proxmox/push/pushed_fleet.h"

namespace pipevane::proxmox {
namespace {

constexpr const char* kUptime = "uptime_seconds";
constexpr int kEnough = 6;  // cycles until it is certain

struct Sender {
  std::string address, node, guest;
  bool with_token = false;
};
const Sender kEast{"10.77.0.11", "pve1", "web"}, kWest{"10.88.0.11", "node-b", "web"};

class Both {
 public:
  void cycle(const std::vector<Sender>& senders) {
    for (const Sender& each : senders) {
      fleet.sender = each.address;
      fleet.with_token = each.with_token;
      fleet.influx(
          nodeLines(each.node, time_s_) + vmLine("100", each.node, time_s_, "", each.guest),
          time_s_ * 1000);
      time_s_ += 5;
    }
    time_s_ += 10 - 5 * static_cast<std::int64_t>(senders.size());
  }
  void cycles(int count, const std::vector<Sender>& senders) {
    for (int i = 0; i < count; ++i) cycle(senders);
  }
  std::string owner() const { return fleet.attribute("lab/vm/100", "node").value_or(""); }
  std::string address(const std::string& node) const {
    std::string found;
    fleet.decoder.told().at(0).tellers->each([&](const PushTeller& each) {
      if (each.node == node) found = each.address;
    });
    return found;
  }

  PushedFleet fleet;

 private:
  std::int64_t time_s_ = kPushedS;
};

TEST(TwoClusters, WhichGuestIsBelievedDoesNotDependOnWhoWasFirst) {
  for (const std::string name : {"web", "mail"})
    for (const bool east_first : {true, false}) {
      SCOPED_TRACE(name + (east_first ? ", east first" : ", west first"));
      const Sender west{kWest.address, kWest.node, name};
      Both both;
      both.cycles(kEnough, east_first ? std::vector{kEast, west} : std::vector{west, kEast});
      EXPECT_EQ(both.owner(), "pve1");
      EXPECT_EQ(both.fleet.attribute("lab/vm/100", "name"), "web");
      const auto refused = both.fleet.refused(Refusal::kSameGuest);
      both.cycles(3, {kEast, west});
      EXPECT_EQ(both.owner(), "pve1");
      EXPECT_EQ(both.fleet.refused(Refusal::kSameGuest), refused + 3);
      both.fleet.expectAllCounted();
    }
}

TEST(TwoClusters, TheGuestIsTheSameAfterOneOfThemStartsAnew) {
  Both both;
  both.cycles(kEnough, {kEast, kWest});
  // Ten minutes without the one that is believed, and none of the other's figures comes in.
  const auto told = both.fleet.samples("lab/vm/100", kUptime).size();
  both.cycles(60, {kWest});
  EXPECT_EQ(both.owner(), "pve1");
  for (std::size_t i = told; i < both.fleet.samples("lab/vm/100", kUptime).size(); ++i)
    EXPECT_NE(both.fleet.samples("lab/vm/100", kUptime)[i].quality, Quality::kLive);
  both.cycles(2, {kWest, kEast});
  EXPECT_EQ(both.owner(), "pve1");
  EXPECT_EQ(both.fleet.quality("lab/vm/100", kUptime), Quality::kLive);
  both.cycles(60, {kEast});
  both.cycles(2, {kWest, kEast});
  EXPECT_EQ(both.owner(), "pve1");
}

TEST(TwoClusters, AGuestThatWasNeverTwoIsNotRefused) {
  Both both;
  const Sender there{"10.77.0.12", "pve2", "web"};
  both.cycles(2, {kEast});
  both.cycles(2, {there});
  both.cycles(7, {kEast});
  both.cycles(2, {there});
  EXPECT_EQ(both.owner(), "pve2");
  EXPECT_EQ(both.fleet.decoder.counts().allRefused(), 0U);
}

TEST(TwoClusters, AGuestMovesWithinItsOwn) {
  Both both;
  const Sender there{"10.77.0.12", "pve2", "web"};
  both.cycles(kEnough, {kEast, kWest});
  both.cycles(kEnough, {kWest, there});
  EXPECT_EQ(both.owner(), "pve2");
}

TEST(TwoClusters, WhoIsSilentForAnHourHasLeftItsGuest) {
  Both both;
  both.cycles(kEnough, {kEast, kWest});
  both.cycles(355, {kWest});
  EXPECT_EQ(both.owner(), "pve1");
  both.cycles(10, {kWest});
  EXPECT_EQ(both.owner(), "node-b");
}

TEST(TwoClusters, WhichNodeIsBelievedDoesNotDependOnWhoWasFirst) {
  for (const bool east_first : {true, false}) {
    SCOPED_TRACE(east_first);
    const Sender west{kWest.address, "pve1", "web"};
    Both both;
    both.cycles(kEnough, east_first ? std::vector{kEast, west} : std::vector{west, kEast});
    EXPECT_EQ(both.address("pve1"), kEast.address);
    // The one that is believed starts anew.
    both.cycles(60, {west});
    EXPECT_EQ(both.address("pve1"), kEast.address);
    EXPECT_GT(both.fleet.refused(Refusal::kSameNode), 300U);
    both.cycles(2, {west, kEast});
    EXPECT_EQ(both.address("pve1"), kEast.address);
    EXPECT_EQ(both.fleet.quality("lab/node/pve1", kUptime), Quality::kLive);
    both.fleet.expectAllCounted();
  }
}

TEST(TwoClusters, ADatagramOfAStrangerTakesNoNodeAway) {
  Both both;
  const Sender stranger{"10.1.0.1", "pve1", "web"};
  both.cycles(3, {kEast});
  both.cycle({stranger, kEast});
  both.cycle({stranger, kEast});
  both.cycles(20, {kEast});
  EXPECT_EQ(both.address("pve1"), kEast.address);
  EXPECT_EQ(both.fleet.quality("lab/node/pve1", kUptime), Quality::kLive);
}

TEST(TwoClusters, WhoeverComesWithTheTokenKeepsItsNode) {
  const Sender known{"10.77.0.11", "pve1", "web", true}, stranger{"10.1.0.1", "pve1", "evil"};
  Both both;
  both.cycles(3, {known});
  both.cycles(kEnough, {known, stranger});
  EXPECT_EQ(both.address("pve1"), known.address);
  EXPECT_EQ(both.fleet.attribute("lab/vm/100", "name"), "web");
  // While it starts anew, and after that.
  both.cycles(60, {stranger});
  EXPECT_EQ(both.address("pve1"), known.address);
  both.cycles(2, {stranger, known});
  EXPECT_EQ(both.fleet.quality("lab/node/pve1", kUptime), Quality::kLive);
  both.fleet.expectAllCounted();
}

// A few datagrams are no turns.
TEST(TwoClusters, WhoeverComesWithTheTokenKeepsItsNodeWhileItIsSilent) {
  const Sender known{"10.77.0.11", "pve1", "web", true}, stranger{"10.1.0.1", "pve1", "evil"};
  Both both;
  both.cycles(3, {known});
  both.cycles(30, {stranger});
  EXPECT_EQ(both.address("pve1"), known.address);
  // For an hour: the nodes may send without a token from then on.
  both.cycles(340, {stranger});
  EXPECT_EQ(both.address("pve1"), stranger.address);
}

TEST(TwoClusters, WhoeverComesWithTheTokenIsBelievedAtOnce) {
  const Sender known{"10.77.0.11", "pve1", "web", true}, stranger{"10.1.0.1", "pve1", "evil"};
  Both both;
  both.cycles(3, {stranger});
  both.cycle({stranger, known});
  EXPECT_EQ(both.address("pve1"), known.address);
  both.cycles(kEnough, {stranger, known});
  EXPECT_EQ(both.address("pve1"), known.address);
}

TEST(TwoClusters, AGuestStaysWithWhoeverComesWithTheToken) {
  const Sender known{"10.77.0.11", "pve1", "web", true}, stranger{"10.1.0.1", "node-b", "web"};
  Both both;
  both.cycles(2, {stranger});
  both.cycle({stranger, known});
  EXPECT_EQ(both.owner(), "pve1");
  for (int i = 0; i < kEnough; ++i) {
    both.cycle({known, stranger});
    EXPECT_EQ(both.owner(), "pve1") << i;
  }
  both.cycles(30, {stranger});
  EXPECT_EQ(both.owner(), "pve1");
}

// The stranger is kept apart, and nobody else.
TEST(TwoClusters, ANodeMayGetAnotherAddressBesideAStranger) {
  const Sender stranger{"10.99.0.1", "pve1", "web"}, moved{"10.77.0.99", "pve1", "web"};
  Both both;
  both.cycles(kEnough, {kEast, stranger});
  EXPECT_EQ(both.address("pve1"), kEast.address);
  both.cycles(4, {stranger});
  both.cycles(2, {stranger, moved});
  EXPECT_EQ(both.address("pve1"), moved.address);
  EXPECT_EQ(both.fleet.quality("lab/node/pve1", kUptime), Quality::kLive);
}

}  // namespace
}  // namespace pipevane::proxmox
