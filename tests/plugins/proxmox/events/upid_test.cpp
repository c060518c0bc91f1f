#include "plugins/proxmox/events/upid.h"

#include <gtest/gtest.h>

namespace pipevane::proxmox::events {
namespace {

TEST(Upid, IsReadInItsParts) {
  const auto upid = Upid::parse("UPID:pve-1:000003B2:1522A8CB:6B047E8C:qmstop:103:root@pam!adm:");
  ASSERT_TRUE(upid);
  EXPECT_EQ(upid->node, "pve-1");
  EXPECT_EQ(upid->start_s, 0x6B047E8C);
  EXPECT_EQ(upid->type, "qmstop");
  EXPECT_EQ(upid->id, "103");
  EXPECT_EQ(upid->user, "root@pam");
  EXPECT_EQ(upid->token, "adm");
}

TEST(Upid, IsTakenWhereProxmoxTakesIt) {
  for (const char* const each :
       {"UPID:pve1:000003B2:1522A8CB:6B047E8C:aptupdate::root@pam:",
        "UPID:pve1:000003B2:11522A8CB:6B047E8C:brandnew:local%3Aiso/x.iso:root@pam:",
        "UPID:p:000003b2:1522a8cb:6b047e8c:a:b:u@r:"}) {
    SCOPED_TRACE(each);
    EXPECT_TRUE(Upid::parse(each));
  }
}

TEST(Upid, IsRefusedInAnyOtherShape) {
  for (const std::string& each : std::vector<std::string>{
           "", "UPID:", "UPID:pve1:000003B2:1522A8CB:6B047E8C:qmstart:100:root@pam",
           "UPID:pve1:000003B2:1522A8CB:6B047E8C:qmstart:100:root@pam:x",
           "UPID:pve1:3B2:1522A8CB:6B047E8C:qmstart:100:root@pam:",
           "UPID:pve1:000003B2:1522A8C:6B047E8C:qmstart:100:root@pam:",
           "UPID:pve1:000003B2:1522A8CB:6B047E8CC:qmstart:100:root@pam:",
           "UPID:pve1:000003B2:1522A8CB:-B047E8C:qmstart:100:root@pam:",
           "UPID:pve1:000003BG:1522A8CB:6B047E8C:qmstart:100:root@pam:",
           "UPID:pve/1:000003B2:1522A8CB:6B047E8C:qmstart:100:root@pam:",
           "UPID::000003B2:1522A8CB:6B047E8C:qmstart:100:root@pam:",
           "UPID:pve1:000003B2:1522A8CB:6B047E8C::100:root@pam:",
           "UPID:pve1:000003B2:1522A8CB:6B047E8C:qmstart:100::",
           "UPID:pve1:000003B2:1522A8CB:6B047E8C:qm start:100:root@pam:",
           "upid:pve1:000003B2:1522A8CB:6B047E8C:qmstart:100:root@pam:",
           "UPID:pve1:000003B2:1522A8CB:6B047E8C:qmstart:" + std::string(500, '1') +
               ":root@pam:"}) {
    SCOPED_TRACE(each);
    EXPECT_FALSE(Upid::parse(each));
  }
}

}  // namespace
}  // namespace pipevane::proxmox::events
