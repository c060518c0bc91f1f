#include "plugins/proxmox/objects.h"

#include <gtest/gtest.h>
#include <pipevane/testing/fake_host.h>

#include <string>
#include <vector>

namespace pipevane::proxmox {
namespace {

struct NamedObjects : ::testing::Test {
  testing::FakeHost host{"lab"};
  Objects objects{host.host().dictionary()};
  UsualOrder order;

  void SetUp() override { objects.setCluster("lab"); }
  // As a list of these guests: the numbers of those that it found.
  std::vector<std::string> named(const std::vector<std::string>& vmids) {
    objects.begin(order);
    std::vector<std::string> found;
    for (const std::string& vmid : vmids)
      if (const Object* each = objects.find("qemu/" + vmid, order)) found.push_back(each->name);
    return found;
  }
  void add(const std::vector<std::string>& vmids) {
    objects.begin(order);
    for (const std::string& vmid : vmids)
      ASSERT_NE(objects.get("qemu/" + vmid, Kind::kVm, vmid, order), nullptr);
  }
};

using Names = std::vector<std::string>;

TEST_F(NamedObjects, AreFoundInWhateverOrderAnAnswerHas) {
  add({"1", "2", "3", "4"});
  for (const Names& each : std::vector<Names>{{"1", "2", "3", "4"},
                                              {"2", "3", "4"},
                                              {"4", "2", "1", "3"},
                                              {"1", "1", "2", "2", "3"},
                                              {"3"},
                                              {},
                                              {"1", "2", "3", "4"}})
    EXPECT_EQ(named(each), each);
  EXPECT_EQ(named({"1", "9", "2"}), (Names{"1", "2"}));
  add({"1", "5", "2"});
  EXPECT_EQ(named({"1", "5", "2"}), (Names{"1", "5", "2"}));
}

TEST_F(NamedObjects, AreNotFoundOnceTheyAreGone) {
  add({"1", "2", "3"});
  ASSERT_EQ(named({"1", "2", "3"}), (Names{"1", "2", "3"}));
  objects.eraseIf([](const Object& object) { return object.name == "2"; });
  EXPECT_EQ(named({"1", "2", "3"}), (Names{"1", "3"}));
  add({"1", "2", "3"});
  EXPECT_EQ(named({"1", "2", "3"}), (Names{"1", "2", "3"}));
}

// A storage that is shared from now on.
TEST_F(NamedObjects, AreWhatTheirIdStandsForByNow) {
  const auto get = [this](const char* name) {
    objects.begin(order);
    return objects.get("storage/pve1/data", Kind::kStorage, name, order);
  };
  const auto find = [this] {
    objects.begin(order);
    return objects.find("storage/pve1/data", order);
  };
  const Object* const local = get("pve1/data");
  EXPECT_EQ(find(), local);
  const Object* const shared = get("data");
  EXPECT_NE(shared, local);
  EXPECT_EQ(find(), shared);
  EXPECT_EQ(get("data"), shared);
  EXPECT_EQ(find(), shared);
}

}  // namespace
}  // namespace pipevane::proxmox
