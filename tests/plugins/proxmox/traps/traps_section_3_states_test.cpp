// Section 3.3: the words of the list, each of which is a state and no error.
#include "tests/plugins/proxmox/traps/traps.h"

namespace pipevane::proxmox::traps {
namespace {

struct Word {
  const char* name;
  const char* text;
};

class StatusWords : public ::testing::TestWithParam<Word> {};
class LockWords : public ::testing::TestWithParam<Word> {};

// What is not stopped has figures.
TEST_P(StatusWords, AreTakenAsTheyAre) {
  const std::string status = GetParam().text;
  Fleet fleet;
  list(vm(R"("uptime":9,"mem":5,"netin":3,"status":")" + status + '"'))(fleet);
  attribute("lab/vm/100", "status", status)(fleet);
  listed("lab/vm/100", "memory_used_bytes", 5)(fleet);
  listed("lab/vm/100", "network_receive_bytes_total", 3)(fleet);
  EXPECT_EQ(fleet.decoder.surprises().total(), 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Section3, StatusWords,
    ::testing::Values(Word{"Running", "running"}, Word{"Paused", "paused"},
                      Word{"Prelaunch", "prelaunch"}, Word{"Suspended", "suspended"},
                      Word{"InternalError", "internal-error"}, Word{"IoError", "io-error"},
                      Word{"GuestPanicked", "guest-panicked"}, Word{"PostMigrate", "postmigrate"}),
    [](const auto& word) { return word.param.name; });

// Of each guest in each list; how many there are of them is bounded.
TEST(StatusWord, ThatIsNewIsTakenAsItIsAndCounted) {
  Fleet fleet;
  const auto one = list(vm(R"("uptime":9,"mem":5,"netin":3,"status":"half-asleep")"));
  one(fleet);
  one(fleet);
  attribute("lab/vm/100", "status", "half-asleep")(fleet);
  listed("lab/vm/100", "memory_used_bytes", 5)(fleet);
  listed("lab/vm/100", "network_receive_bytes_total", 3)(fleet);
  ASSERT_EQ(fleet.decoder.surprises().counts().size(), 1U);
  const auto& [what, count] = *fleet.decoder.surprises().counts().begin();
  EXPECT_EQ(what, "status \"half-asleep\" of a guest, shown as it is");
  EXPECT_EQ(count, 2U);
}

// Stopped guests have 0 for all that they do not use.
TEST(StatusWord, ThatIsNewHasNoFiguresWhereNothingRuns) {
  Fleet fleet;
  list(vm(R"("uptime":0,"cpu":0,"netin":0,"maxcpu":2,"status":"half-asleep")"))(fleet);
  attribute("lab/vm/100", "status", "half-asleep")(fleet);
  listed("lab/vm/100", "cpu_count", 2)(fleet);
  for (const char* metric : {"uptime_seconds", "cpu_usage_ratio", "network_receive_bytes_total"})
    never("lab/vm/100", metric)(fleet);
}

TEST_P(LockWords, AreTakenAsTheyAreAndChangeNoStatus) {
  Fleet fleet;
  list(vm(R"("status":"running","uptime":9,"mem":5,"lock":")" + std::string(GetParam().text) +
          '"'))(fleet);
  attribute("lab/vm/100", "lock", GetParam().text)(fleet);
  attribute("lab/vm/100", "status", "running")(fleet);
  listed("lab/vm/100", "memory_used_bytes", 5)(fleet);
  EXPECT_EQ(fleet.decoder.surprises().total(), 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Section3, LockWords,
    ::testing::Values(Word{"Backup", "backup"}, Word{"Migrate", "migrate"}, Word{"Clone", "clone"},
                      Word{"Create", "create"}, Word{"Disk", "disk"}, Word{"Rollback", "rollback"},
                      Word{"Snapshot", "snapshot"}, Word{"SnapshotDelete", "snapshot-delete"},
                      Word{"Suspending", "suspending"}, Word{"Suspended", "suspended"},
                      Word{"Destroyed", "destroyed"}, Word{"Fstrim", "fstrim"},
                      Word{"Mounted", "mounted"}, Word{"OneThatIsNew", "polishing"}),
    [](const auto& word) { return word.param.name; });

}  // namespace
}  // namespace pipevane::proxmox::traps
