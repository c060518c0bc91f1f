#include "tests/plugins/proxmox/events/happenings.h"

namespace pipevane::proxmox::events {
namespace {

TEST(Connection, IsToldOnceWhenItIsLostAndOnceWhenItIsBack) {
  Happenings seen;
  seen.decoder.tellConnection(true, "", kT0, seen.output);
  seen.decoder.tellConnection(false, "pve1: connection refused", kT0 + 1'000, seen.output);
  seen.decoder.tellConnection(false, "pve1: no route", kT0 + 2'000, seen.output);
  seen.decoder.tellConnection(true, "", kT0 + 3'000, seen.output);
  seen.apply();
  ASSERT_EQ(seen.told.size(), 2u);
  EXPECT_EQ(seen.told[0].type, "source");
  EXPECT_EQ(seen.told[0].state, "error");
  EXPECT_EQ(seen.told[0].message, "No node of cluster lab tells events: pve1: connection refused");
  EXPECT_EQ(seen.told[1].state, "ok");
}

TEST(Connection, ThatIsLostBeforeTheClusterHasANameIsNotTold) {
  Happenings seen("");
  seen.decoder.tellConnection(false, "refused", kT0, seen.output);
  seen.decoder.name("lab");
  seen.decoder.tellConnection(true, "", kT0 + 1'000, seen.output);
  seen.apply();
  EXPECT_TRUE(seen.told.empty());
}

TEST(Connection, ThatIsLostUnderOneNameIsBackUnderAnother) {
  Happenings seen;
  seen.decoder.tellConnection(true, "", kT0, seen.output);
  seen.decoder.tellConnection(false, "refused", kT0 + 1'000, seen.output);
  seen.decoder.takeOver("homelab", EventDecoder::kLookBackMs);
  seen.decoder.tellConnection(true, "", kT0 + 3'000, seen.output);
  seen.apply();
  ASSERT_FALSE(seen.told.empty());
  EXPECT_EQ(seen.told.back().state, "ok");
}

}  // namespace
}  // namespace pipevane::proxmox::events
