// Rights that are taken from a token while it is in use, and given back.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Rights;
using ::testing::HasSubstr;
using ::testing::Optional;

class RightsOfAToken : public ::testing::Test {
 protected:
  static Rights all() { return Rights::auditor(simulator::Version::ofMajor(9)); }

  void at(std::int64_t after_ms, std::function<void()> happening) {
    happenings_.emplace(kBeginMs + after_ms, std::move(happening));
    one.host.onWait([this](std::int64_t until_ms) {
      while (!happenings_.empty() && happenings_.begin()->first <= until_ms) {
        const auto due = happenings_.extract(happenings_.begin());
        due.mapped()();
      }
    });
  }
  // As told last; nothing where it is not known, or the entity is gone.
  std::optional<std::string> attribute(const std::string& key, std::string_view name) {
    return attribute(one, key, name);
  }
  static std::optional<std::string> attribute(OnePoll& of, const std::string& key,
                                              std::string_view name) {
    const EntityId entity = of.host.dictionary().findEntity(key);
    std::optional<std::string> value;
    for (const auto& batch : of.host.pushed())
      for (const pv_entity_change& change : batch.changes()) {
        if (change.entity != entity) continue;
        if (change.kind == PV_REMOVE) value.reset();
        for (std::size_t i = 0; i < change.attribute_count; ++i) {
          const pv_attribute& each = change.attributes[i];
          if (view(each.name) != name) continue;
          value = present(each.value) ? std::optional(str(each.value)) : std::nullopt;
        }
      }
    return value;
  }
  int removed(const std::string& key) { return removed(one, key); }
  static int removed(OnePoll& of, const std::string& key) {
    const EntityId entity = of.host.dictionary().findEntity(key);
    int times = 0;
    for (const auto& batch : of.host.pushed())
      for (const pv_entity_change& change : batch.changes())
        times += change.entity == entity && change.kind == PV_REMOVE ? 1 : 0;
    return times;
  }

  OnePoll one;

 private:
  std::multimap<std::int64_t, std::function<void()>> happenings_;
};

TEST_F(RightsOfAToken, ToGuestsTakenAwayLeaveThemUnknownAndNotGone) {
  at(60'000, [&] { one.sim().grant(all().without("VM.Audit")); });
  one.runFor(180'000);
  EXPECT_EQ(removed("sim/vm/100"), 0);
  EXPECT_THAT(attribute("sim/vm/100", "status"), Optional(std::string("unknown")));
  EXPECT_THAT(attribute("sim/cluster/sim", "guests_hidden"), Optional(std::string("true")));
  EXPECT_THAT(one.host.why(), HasSubstr("VM.Audit"));
}

TEST_F(RightsOfAToken, ToGuestsGivenBackShowThemAgain) {
  at(60'000, [&] { one.sim().grant(all().without("VM.Audit")); });
  at(180'000, [&] { one.sim().grant(all()); });
  one.runFor(240'000);
  EXPECT_EQ(removed("sim/vm/100"), 0);
  EXPECT_THAT(attribute("sim/vm/100", "status"), Optional(std::string("running")));
  EXPECT_EQ(attribute("sim/cluster/sim", "guests_hidden"), std::nullopt);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

// What the doctor found is looked at again, and the export is not left to rest.
TEST_F(RightsOfAToken, ToAllGivenBackAreAskedForOnceMoreAndTheExportIsReadAgain) {
  std::uint64_t asked = 0;
  at(60'000, [&] { one.sim().grant(Rights::none()); });
  at(180'000, [&] {
    one.sim().grant(all());
    asked = one.asked("/access/permissions");
  });
  one.runFor(215'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_EQ(one.asked("/access/permissions"), asked + 1);
  const auto live = one.liveTimesOf("sim/vm/100", "uptime_seconds");
  ASSERT_FALSE(live.empty());
  EXPECT_GE(live.back(), kBeginMs + 195'000);
}

TEST_F(RightsOfAToken, ToOneGuestTakenAwayLeaveThatOneUnknown) {
  at(60'000, [&] { one.sim().grant(all().without("VM.Audit", "/vms/100")); });
  one.runFor(180'000);
  EXPECT_EQ(removed("sim/vm/100"), 0);
  EXPECT_THAT(attribute("sim/vm/100", "status"), Optional(std::string("unknown")));
  EXPECT_THAT(attribute("sim/vm/101", "status"), Optional(std::string("running")));
  EXPECT_THAT(one.host.why(), HasSubstr("lacks VM.Audit on /vms/100"));
}

TEST_F(RightsOfAToken, ToStoragesTakenAwayLeaveThemUnknownAndNotGone) {
  at(60'000, [&] { one.sim().grant(all().without("Datastore.Audit")); });
  one.runFor(180'000);
  for (const std::string key : {"sim/storage/pve1/local", "sim/storage/ceph"}) {
    EXPECT_EQ(removed(key), 0) << key;
    EXPECT_THAT(attribute(key, "status"), Optional(std::string("unknown"))) << key;
  }
  EXPECT_THAT(attribute("sim/vm/100", "status"), Optional(std::string("running")));
  EXPECT_THAT(one.host.why(), HasSubstr("Datastore.Audit"));
}

TEST_F(RightsOfAToken, ToStoragesGivenBackShowThemAgain) {
  at(60'000, [&] { one.sim().grant(all().without("Datastore.Audit")); });
  at(180'000, [&] { one.sim().grant(all()); });
  one.runFor(240'000);
  EXPECT_EQ(removed("sim/storage/pve1/local"), 0);
  EXPECT_THAT(attribute("sim/storage/pve1/local", "status"), Optional(std::string("available")));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

// It was never meant to.
TEST_F(RightsOfAToken, ThatNeverHadThoseToStoragesIsNotAmissWithoutThem) {
  one.sim().grant(all().without("Datastore.Audit"));
  one.runFor(60'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

TEST_F(RightsOfAToken, ToPoolsTakenAwayLeaveThem) {
  const std::string key = "sim/pool/" + one.sim().locked([](simulator::World& world) {
    for (const auto& guest : world.guests())
      if (!guest.pool.empty()) return guest.pool;
    return std::string();
  });
  at(60'000, [&] { one.sim().grant(all().without("Pool.Audit")); });
  one.runFor(180'000);
  EXPECT_THAT(attribute(key, "name"), Optional(key.substr(key.rfind('/') + 1)));
  EXPECT_EQ(removed(key), 0);
}

// What the token may do was heard before, and says nothing about now.
TEST_F(RightsOfAToken, ThatCannotBeAskedForLeaveWhatIsMissingUnknownUntilTheyCan) {
  for (const int failures : {1, -1}) {
    SCOPED_TRACE(failures);
    OnePoll poll;
    poll.host.onWait([&, taken = false](std::int64_t until_ms) mutable {
      if (until_ms < kBeginMs + 60'000 || std::exchange(taken, true)) return;
      poll.sim().grant(all().without("VM.Audit", "/vms/100").without("Datastore.Audit"));
      poll.sim().faults().add({.path = "/access/permissions", .count = failures});
    });
    poll.runFor(180'000);
    for (const char* key : {"sim/vm/100", "sim/storage/ceph"}) {
      EXPECT_EQ(removed(poll, key), 0) << key;
      EXPECT_THAT(attribute(poll, key, "status"), Optional(std::string("unknown"))) << key;
    }
    EXPECT_THAT(poll.host.why(), failures < 0 ? HasSubstr("is not known") : HasSubstr("/storage"));
  }
}

// All rights are there: what is not listed is gone, down to the last one.
TEST_F(RightsOfAToken, ThatAreThereMakeAnEmptyListTheTruth) {
  at(60'000, [&] {
    one.sim().locked([](simulator::World& world) {
      std::vector<int> vmids;
      for (const auto& guest : world.guests()) vmids.push_back(guest.vmid);
      for (const int vmid : vmids) world.destroy(vmid);
    });
  });
  one.runFor(120'000);
  EXPECT_EQ(removed("sim/vm/100"), 1);
  EXPECT_EQ(attribute("sim/cluster/sim", "guests_hidden"), std::nullopt);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

}  // namespace
}  // namespace pipevane::proxmox_poll
