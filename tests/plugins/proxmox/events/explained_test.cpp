// Which changes in the list a task explains, and which happened beside it.
#include "tests/plugins/proxmox/events/shown_lists.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox::events {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class Explained : public ShownLists, public ::testing::Test {
 protected:
  void shown(const std::string& row, const std::string& task) {
    show(nodes_ + row, task + "," + kOldTask);
  }
};

struct Setting {
  const char* type;       // of the task
  bool tags, name, pool;  // whether it changes them
};
void PrintTo(const Setting& setting, std::ostream* out) { *out << setting.type; }

class ExplainedSettings : public Explained, public ::testing::WithParamInterface<Setting> {
 protected:
  static std::string named(const std::string& name, const std::string& more) {
    return R"({"id":"qemu/106","type":"qemu","vmid":106,"node":"pve1","status":"running","name":")" +
           name + R"(","uptime":900)" + more + "}";
  }
};

TEST_P(ExplainedSettings, AreThoseThatTheTaskChanges) {
  const auto task = running(upidOf("pve1", 1, 11, GetParam().type, "106"));
  shown(named("web", ""), kOldTask);
  for (int i = 0; i < 30; ++i) shown(named("web", ""), task);
  shown(named("web", R"(,"tags":"prod;critical")"), task);
  EXPECT_THAT(ofType("tags"), SizeIs(GetParam().tags ? 0 : 1));
  shown(named("shop", R"(,"tags":"prod;critical")"), task);
  EXPECT_THAT(ofType("guest"), SizeIs(GetParam().name ? 0 : 1));
  told.clear();
  shown(named("shop", R"(,"tags":"prod;critical","pool":"p")"), task);
  EXPECT_THAT(ofType("guest"), SizeIs(GetParam().pool ? 0 : 1));
}

INSTANTIATE_TEST_SUITE_P(
    OfTasks, ExplainedSettings,
    ::testing::Values(
        Setting{"vzdump", false, false, false}, Setting{"qmigrate", false, false, false},
        Setting{"hamigrate", false, false, false}, Setting{"qmsnapshot", false, false, false},
        Setting{"qmdelsnapshot", false, false, false}, Setting{"qmmove", false, false, false},
        Setting{"resize", false, false, false}, Setting{"qmnew", false, false, false},
        // A clone is a guest of its own.
        Setting{"qmclone", false, false, false}, Setting{"qmconfig", true, true, false},
        // A snapshot has the configuration of then.
        Setting{"qmrollback", true, true, false}, Setting{"qmrestore", true, true, true},
        Setting{"qmcreate", true, true, true}),
    [](const auto& of) { return std::string(of.param.type); });

struct Presence {
  const char* type;  // of the task
  bool gone;         // whether it takes its guest away
};
void PrintTo(const Presence& presence, std::ostream* out) { *out << presence.type; }

class ExplainedPresence : public Explained, public ::testing::WithParamInterface<Presence> {};

TEST_P(ExplainedPresence, IsWhatTheTaskEnds) {
  const std::string other = guestRow(107, "running", 500);
  const std::string both = guestRow(106, "running", 900) + "," + other;
  const auto task = running(upidOf("pve1", 1, 11, GetParam().type, "106"));
  shown(both, kOldTask);
  shown(both, task);
  for (int i = 0; i < 10; ++i) shown(other, task);
  EXPECT_THAT(ofType("guest"), SizeIs(GetParam().gone ? 0 : 1));
}

INSTANTIATE_TEST_SUITE_P(OfTasks, ExplainedPresence,
                         ::testing::Values(Presence{"qmconfig", false}, Presence{"vzdump", false},
                                           Presence{"resize", false}, Presence{"qmstart", false},
                                           Presence{"qmdestroy", true}, Presence{"qmigrate", true},
                                           Presence{"qmrestore", true}),
                         [](const auto& of) { return std::string(of.param.type); });

TEST_F(Explained, AreTheSettingsThatACloneIsGiven) {
  const auto task = running(upidOf("pve1", 1, 12, "qmclone", "106"));
  const std::string source = guestRow(106, "running", 500) + ",";
  shown(source + guestRow(107, "running", 500), kOldTask);
  const std::string clone =
      R"({"id":"qemu/300","type":"qemu","vmid":300,"node":"pve1","status":"stopped","name":)";
  shown(source + guestRow(107, "running", 510) + "," + clone + R"("VM 300","lock":"clone"})", task);
  shown(
      source + guestRow(107, "running", 520) + "," + clone + R"("shop","tags":"prod","pool":"p"})",
      task);
  EXPECT_THAT(ofType("tags"), IsEmpty());
  EXPECT_THAT(ofType("guest"), IsEmpty());
  shown(source + guestRow(107, "running", 530, R"(,"tags":"b")") + "," + clone +
            R"("shop","tags":"prod;a","pool":"p"})",
        task);
  EXPECT_THAT(ofType("tags"), SizeIs(2)) << "it is made, and the other one always was";
}

class ExplainedMoves : public Explained {
 protected:
  // A guest that is on its way for five minutes.
  void moveOf(const std::string& type, const std::string& kind) {
    type_ = kind;
    task_ = running(upidOf("pve1", 1, 15, type, "106"));
    shown(guest("running", 500), kOldTask);
    for (int i = 0; i < 30; ++i) shown(guest("running", 510 + 10 * i, kOnItsWay), task_);
  }
  std::string guest(const std::string& status, int uptime_s, const std::string& more = "",
                    const std::string& node = "pve1") const {
    return guestRow(106, status, uptime_s, more, node, type_);
  }

  static constexpr const char* kOnItsWay = R"(,"lock":"migrate")";
  std::string type_, task_;
};

TEST_F(ExplainedMoves, DoNotLetAMachineDieUnseen) {
  for (const char* type : {"qmigrate", "hamigrate"}) {
    SCOPED_TRACE(type);
    told.clear();
    moveOf(type, "qemu");
    for (int i = 0; i < 5; ++i) shown(guest("stopped", 0, kOnItsWay), task_);
    ASSERT_THAT(ofType("status"), SizeIs(1));
    EXPECT_EQ(ofType("status")[0].attribute("to"), "stopped");
    shown(guest("running", 5), kOldTask);
    now_ms_ += 60'000;
  }
}

TEST_F(ExplainedMoves, DoNotLetAMachineDieUnseenWhereItArrived) {
  moveOf("qmigrate", "qemu");
  shown(guest("running", 3, kOnItsWay, "pve2"), task_);
  shown(guest("stopped", 0, kOnItsWay, "pve2"), task_);
  EXPECT_THAT(ofType("status"), SizeIs(1));
  EXPECT_THAT(ofType("guest"), IsEmpty());
}

TEST_F(ExplainedMoves, StopAMachineForAMomentAsItArrives) {
  moveOf("qmigrate", "qemu");
  shown(guest("stopped", 0, kOnItsWay, "pve2"), task_);
  shown(guest("running", 3, "", "pve2"), task_);
  EXPECT_THAT(ofType("status"), IsEmpty());
}

TEST_F(ExplainedMoves, TakeAMachineThroughOtherStates) {
  moveOf("qmigrate", "qemu");
  shown(guest("postmigrate", 820, kOnItsWay), task_);
  shown(guest("inmigrate", 1, kOnItsWay, "pve2"), task_);
  shown(guest("running", 3, "", "pve2"), task_);
  EXPECT_THAT(ofType("status"), IsEmpty());
}

// It cannot move while it runs: it is stopped, moved and started.
TEST_F(ExplainedMoves, StopAContainerBeforeItMoves) {
  moveOf("vzmigrate", "lxc");
  for (int i = 0; i < 5; ++i) shown(guest("stopped", 0, kOnItsWay), task_);
  shown(guest("stopped", 0, kOnItsWay, "pve2"), task_);
  shown(guest("running", 3, "", "pve2"), task_);
  EXPECT_THAT(ofType("status"), IsEmpty());
}

}  // namespace
}  // namespace pipevane::proxmox::events
