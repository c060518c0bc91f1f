// When rights are asked for again, and which of those that lack explain what is not seen.
#include "plugins/proxmox_poll/sight.h"

#include <gmock/gmock.h>

#include <string>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Permissions;
using proxmox::ResourceSummary;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ResourceSummary whole() { return {.nodes = {{"pve1", "online", true}}, .guests = 3}; }
ResourceSummary missing(const ResourceSummary::Missing& missing) {
  ResourceSummary listed = whole();
  listed.missing = missing;
  return listed;
}
Permissions allBut(const std::string& privilege) {
  Permissions all;
  for (const char* path : {"/", "/nodes", "/pool", "/storage", "/vms"})
    for (const char* each : {"Sys.Audit", "VM.Audit", "Datastore.Audit", "Pool.Audit"})
      if (each != privilege) all.grant(path, each, true);
  return all;
}

struct Sights : ::testing::Test {
  const std::string token = "monitor@pve!t";
  Sight sight{token};
};

TEST_F(Sights, AskOnceAMinuteAndAtOnceWhereMoreIsMissing) {
  EXPECT_FALSE(sight.due(whole(), 0));
  EXPECT_TRUE(sight.due(missing({.storages = 1}), 10'000));
  EXPECT_FALSE(sight.due(missing({.storages = 1}), 20'000));
  EXPECT_FALSE(sight.due(missing({.storages = 1}), 69'000));
  EXPECT_TRUE(sight.due(missing({.storages = 1}), 70'000));
  EXPECT_TRUE(sight.due(missing({.storages = 2}), 80'000)) << "that is one more";
  EXPECT_FALSE(sight.due(missing({.storages = 1}), 90'000));
  // Once when it is over, and again as soon as it begins anew.
  EXPECT_TRUE(sight.due(whole(), 100'000));
  EXPECT_FALSE(sight.due(whole(), 110'000));
  ResourceSummary empty = whole();
  empty.guests = 0;
  EXPECT_TRUE(sight.due(empty, 120'000));
}

TEST_F(Sights, AreWellAgainOnceTheListIsWhole) {
  ResourceSummary empty = whole();
  empty.guests = 0;
  ASSERT_TRUE(sight.due(empty, 0));
  sight.learn(allBut("Sys.Audit"), "");
  EXPECT_THAT(sight.trouble(), HasSubstr("lacks Sys.Audit"));
  EXPECT_TRUE(sight.explainsRefusals());
  ASSERT_TRUE(sight.due(whole(), 10'000));
  EXPECT_THAT(sight.trouble(), IsEmpty());
  EXPECT_FALSE(sight.explainsRefusals());
  // What it says then is of no list that anything is missing in.
  sight.learn(allBut("Sys.Audit"), "");
  EXPECT_THAT(sight.trouble(), IsEmpty());
  EXPECT_FALSE(sight.explainsRefusals());
}

TEST_F(Sights, ExplainByARightOnlyWhatItHides) {
  const auto said = [&](const ResourceSummary::Missing& what, const char* lacks) {
    Sight one(token);
    EXPECT_TRUE(one.due(missing(what), 0));
    one.learn(allBut(lacks), "");
    EXPECT_FALSE(one.explainsRefusals()) << lacks;
    return one.trouble();
  };
  EXPECT_THAT(said({.storages = 1}, "Datastore.Audit"), HasSubstr("lacks Datastore.Audit"));
  EXPECT_THAT(said({.pools = 1}, "Pool.Audit"), HasSubstr("lacks Pool.Audit"));
  EXPECT_THAT(said({.guests = 1}, "VM.Audit"), HasSubstr("lacks VM.Audit"));
  EXPECT_THAT(said({.pools = 1}, "Datastore.Audit"), IsEmpty());
  EXPECT_THAT(said({.storages = 1}, "Pool.Audit"), IsEmpty());
}

// What is asked of the cluster is refused for want of a right that is not what hides the guests:
// that has to be said by itself.
TEST_F(Sights, DoNotExplainRefusalsByAnotherRight) {
  ResourceSummary empty = whole();
  empty.guests = 0;
  for (const char* lacks : {"", "VM.Audit"}) {
    SCOPED_TRACE(lacks);
    Permissions some;
    for (const char* path : {"/nodes", "/pool", "/storage", "/vms"})
      for (const char* each : {"Sys.Audit", "VM.Audit", "Datastore.Audit", "Pool.Audit"})
        if (std::string(each) != lacks) some.grant(path, each, true);
    Sight one(token);
    ASSERT_TRUE(one.due(empty, 0));
    one.learn(some, "");
    EXPECT_FALSE(one.explainsRefusals()) << one.trouble();
  }
}

TEST_F(Sights, SayWhyTheRightsAreNotKnown) {
  ASSERT_TRUE(sight.due(missing({.guests = 1}), 0));
  sight.learn({}, "it was refused");
  EXPECT_THAT(sight.trouble(), HasSubstr("it was refused"));
  EXPECT_FALSE(sight.explainsRefusals());
}

}  // namespace
}  // namespace pipevane::proxmox_poll
