#include "plugins/proxmox/api/endpoint.h"

#include "plugins/proxmox/api/access.h"

#include <gmock/gmock.h>
#include <pipevane/error.h>

namespace pipevane::proxmox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Endpoint, IsReadInEveryUsualWriting) {
  EXPECT_EQ(Endpoint::parse("pve1.lan"), (Endpoint{"pve1.lan", 8006}));
  EXPECT_EQ(Endpoint::parse("pve1.lan:443"), (Endpoint{"pve1.lan", 443}));
  EXPECT_EQ(Endpoint::parse("https://192.0.2.1:8006"), (Endpoint{"192.0.2.1", 8006}));
  EXPECT_EQ(Endpoint::parse("https://192.0.2.1/"), (Endpoint{"192.0.2.1", 8006}));
  EXPECT_EQ(Endpoint::parse("[2001:db8::1]:8007"), (Endpoint{"2001:db8::1", 8007}));
  EXPECT_EQ(Endpoint::parse("[2001:db8::1]").url(), "https://[2001:db8::1]:8006");
}

TEST(Endpoint, RefusesWhatIsNoneAndNeverShowsIt) {
  for (const char* text :
       {"", ":8006", "a:", "a:0", "a:65536", "a:x", "http://hunter2", "ftp://hunter2",
        "https://hunter2@a", "https://a/hunter2", "hunter2 b", "[::1", "a\nb"}) {
    SCOPED_TRACE(text);
    try {
      Endpoint::parse(text);
      FAIL() << "it was taken";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
    }
  }
}

TEST(Token, RefusesWhatIsNoIdAndNeverShowsIt) {
  EXPECT_EQ(Token("monitor@pve!pipevane", "s").header(), "PVEAPIToken=monitor@pve!pipevane=s");
  for (const char* id : {"", "root@pam", "hunter2", "a@b!c=hunter2", "a@b!c\r\nX: hunter2"}) {
    SCOPED_TRACE(id);
    try {
      Token(id, "hunter2");
      FAIL() << "it was taken";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
    }
  }
  for (const char* secret : {"", "hunter2\r\nX: y"})
    EXPECT_THROW(Token("a@b!c", secret), Error) << secret;
}

}  // namespace
}  // namespace pipevane::proxmox
