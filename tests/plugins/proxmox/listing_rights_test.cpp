// Whether what the list does not name may be there all the same, by what the token may see.
#include "plugins/proxmox/listing_rights.h"

#include <gtest/gtest.h>

#include <string>

namespace pipevane::proxmox {
namespace {

Object object(Kind kind, const std::string& name) {
  Object it;
  it.kind = kind;
  it.name = name;
  return it;
}

// All of everything, or without that on that path.
Permissions auditor(const std::string& privilege = "", const std::string& path = "") {
  Permissions all;
  for (const char* at : {"/", "/nodes", "/pool", "/storage", "/vms"})
    for (const char* each : {"VM.Audit", "Datastore.Audit", "Pool.Audit"})
      if (each != privilege || !path.empty()) all.grant(at, each, true);
  if (!path.empty()) all.grant(path, "Sys.Audit", true);
  return all;
}

TEST(ListingRights, HideNothingOfATokenThatSeesAll) {
  ListingRights rights;
  rights.listed(3);
  rights.hear(auditor());
  for (const Object& each : {object(Kind::kVm, "100"), object(Kind::kStorage, "pve1/local"),
                             object(Kind::kPool, "lab"), object(Kind::kNode, "pve1")})
    EXPECT_FALSE(rights.mayHide(each)) << each.name;
}

TEST(ListingRights, HideWhatTheTokenSawBeforeHoweverOftenItIsAskedSince) {
  for (const auto& [kind, name, privilege] : {std::tuple{Kind::kVm, "100", "VM.Audit"},
                                              {Kind::kContainer, "100", "VM.Audit"},
                                              {Kind::kStorage, "pve1/local", "Datastore.Audit"},
                                              {Kind::kPool, "lab", "Pool.Audit"}}) {
    SCOPED_TRACE(privilege);
    ListingRights rights;
    rights.listed(3);
    rights.hear(auditor(privilege));
    EXPECT_FALSE(rights.mayHide(object(kind, name))) << "it never saw all of them";
    rights.hear(auditor());
    rights.hear(auditor(privilege));
    rights.hear(auditor(privilege));
    EXPECT_TRUE(rights.mayHide(object(kind, name)));
    EXPECT_FALSE(rights.mayHide(object(Kind::kNode, "pve1")));
  }
}

// As /storage has it, whichever node it is of.
TEST(ListingRights, HideTheOneStorageThatIsTakenAway) {
  ListingRights rights;
  rights.listed(3);
  rights.hear(auditor());
  rights.hear(auditor("Datastore.Audit", "/storage/local"));
  EXPECT_TRUE(rights.mayHide(object(Kind::kStorage, "pve1/local")));
  EXPECT_TRUE(rights.mayHide(object(Kind::kStorage, "local")));
  EXPECT_FALSE(rights.mayHide(object(Kind::kStorage, "pve1/nas")));
}

TEST(ListingRights, DoNotSayOfNoGuestsThatThereAreNoneUntilTheyAreKnownAnew) {
  ListingRights rights;
  rights.listed(3);
  rights.hear(auditor());
  EXPECT_FALSE(rights.noGuestsIsUnknown());
  rights.listed(0);
  EXPECT_TRUE(rights.noGuestsIsUnknown()) << "they may have been taken away since";
  EXPECT_TRUE(rights.mayHide(object(Kind::kVm, "100")));
  rights.hear(auditor());
  rights.listed(0);
  EXPECT_FALSE(rights.noGuestsIsUnknown());
  EXPECT_FALSE(rights.mayHide(object(Kind::kVm, "100")));
  rights.hear(auditor("VM.Audit"));
  EXPECT_TRUE(rights.noGuestsIsUnknown());
}

}  // namespace
}  // namespace pipevane::proxmox
