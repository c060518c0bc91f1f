// What is on a member of the cluster that the list of resources does not name.
#include "tests/plugins/proxmox/fleet.h"

namespace pipevane::proxmox {
namespace {

constexpr const char* kFirst =
    R"({"type":"node","id":"node/n1","node":"n1","status":"online","maxcpu":4,"cpu":0.1},
       {"type":"qemu","id":"qemu/1","vmid":1,"node":"n1","status":"running","maxcpu":1,"cpu":0.5})";
constexpr const char* kSecond =
    R"(,{"type":"node","id":"node/n2","node":"n2","status":"online","maxcpu":4,"cpu":0.1},
       {"type":"qemu","id":"qemu/2","vmid":2,"node":"n2","status":"running","maxcpu":1,"cpu":0.5},
       {"type":"storage","id":"storage/n2/l","storage":"l","node":"n2","status":"available",
        "shared":0,"disk":1,"maxdisk":2},
       {"type":"storage","id":"storage/n2/s","storage":"s","node":"n2","status":"available",
        "shared":1,"disk":1,"maxdisk":2})";
constexpr const char* kBoth =
    R"({"data":[{"type":"cluster","name":"lab","quorate":1},
        {"type":"node","name":"n1","online":1,"local":1},{"type":"node","name":"n2","online":1}]})";
constexpr const char* kOne =
    R"({"data":[{"type":"cluster","name":"lab","quorate":1},
        {"type":"node","name":"n1","online":1,"local":1}]})";
constexpr const char* kOnIt[] = {"lab/node/n2", "lab/vm/2", "lab/storage/n2/l", "lab/storage/s"};

class ListedMembersTest : public ::testing::Test {
 protected:
  ListedMembersTest() {
    fleet_.version("7.4-20");
    status(kBoth);
    list(std::string(kFirst) + kSecond);
  }
  void status(const std::string& body, int status = 200) {
    fleet_.answer("/cluster/status", body, time_ms_, status);
  }
  void list(const std::string& rows) { fleet_.list(rows, time_ms_ += 10'000); }
  bool gone(const char* key) { return !fleet_.attribute(key, "status"); }

  Fleet fleet_;
  std::int64_t time_ms_ = kT0;
};

TEST_F(ListedMembersTest, StaysUnknownAndStaleHoweverOftenItIsNotNamed) {
  for (int i = 0; i < 5; ++i) list(kFirst);
  for (const char* key : kOnIt) EXPECT_EQ(fleet_.attribute(key, "status"), "unknown") << key;
  EXPECT_EQ(fleet_.quality("lab/vm/2", "cpu_usage_ratio"), Quality::kStale);
  EXPECT_EQ(fleet_.attribute("lab/vm/1", "status"), "running");
  EXPECT_EQ(fleet_.decoder.unlistedMembers().size(), 1U);
  list(std::string(kFirst) + kSecond);
  EXPECT_EQ(fleet_.attribute("lab/vm/2", "status"), "running");
  EXPECT_TRUE(fleet_.decoder.unlistedMembers().empty());
}

TEST_F(ListedMembersTest, IsGoneOnceItIsNoMember) {
  for (int i = 0; i < 3; ++i) list(kFirst);
  status(kOne);
  for (int i = 0; i < 2; ++i) list(kFirst);
  for (const char* key : kOnIt) EXPECT_TRUE(gone(key)) << key;
}

TEST_F(ListedMembersTest, IsGoneWhereTheListAloneCounts) {
  status("", 403);
  EXPECT_FALSE(fleet_.decoder.membersKnown());
  for (int i = 0; i < 2; ++i) list(kFirst);
  for (const char* key : kOnIt) EXPECT_TRUE(gone(key)) << key;
}

TEST_F(ListedMembersTest, KeepsNothingOfWhatWentFromAnother) {
  for (int i = 0; i < 2; ++i)
    list(R"({"type":"node","id":"node/n1","node":"n1","status":"online","maxcpu":4},
            {"type":"qemu","id":"qemu/3","vmid":3,"node":"n1","status":"running","maxcpu":1})");
  EXPECT_TRUE(gone("lab/vm/1"));
  EXPECT_FALSE(gone("lab/vm/2"));
}

// An empty list is no list: nothing is known of who is not named.
TEST_F(ListedMembersTest, IsNotSaidOfAListThatNamesNothing) {
  list("");
  EXPECT_TRUE(fleet_.decoder.unlistedMembers().empty());
  for (const char* key : kOnIt) EXPECT_FALSE(gone(key)) << key;
}

}  // namespace
}  // namespace pipevane::proxmox
