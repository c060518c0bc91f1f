// The secret goes to the node that it is for, and nowhere else.
#include "plugins/proxmox/api/secret_filter.h"
#include "tests/plugins/proxmox/api/asked_node.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox {
namespace {

using simulator::Fault;
using ::testing::HasSubstr;
using ::testing::Not;

class Secret : public AskedNode {};

TEST_F(Secret, DoesNotHandOnTheSecretThatAPeerShows) {
  const std::string secret = server.settings().token_secret;
  for (const int status : {200, 400, 502}) {
    SCOPED_TRACE(status);
    server.faults().add(
        {.path = "", .kind = Fault::Kind::kEcho, .status = status, .reason = "", .count = 1});
    const Answer answer = HttpsClient(settings(), never()).get(kVersion);
    ASSERT_EQ(answer.status, status);
    std::string all = answer.reason + answer.body;
    for (const auto& [name, value] : answer.headers) all.append(name).append(value);
    EXPECT_THAT(answer.reason, HasSubstr("cannot forward (removed)"));
    EXPECT_THAT(answer.body, HasSubstr("asked\":\"(removed)"));
    EXPECT_THAT(all, Not(HasSubstr(secret.substr(0, 8))));
    EXPECT_THAT(all, Not(HasSubstr("PVEAPIToken")));
  }
}

TEST(SecretFilter, FindsTheSecretInEveryWriting) {
  const SecretFilter filter(Token("a@pve!b", "12-34-%/=x"));
  for (const char* written :
       {"12-34-%/=x", "12-34-%25/=x", "12%2D34%2d%25%2F%3dx", "PVEAPIToken=a@pve!b=12-34-%/=x",
        "PVEAPIToken%3Da%40pve%21b%3D12-34-%25%2F%3Dx"}) {
    std::string text = std::string("<") + written + "|" + written + ">";
    filter.clean(text);
    EXPECT_EQ(text, "<(removed)|(removed)>") << written;
  }
  for (const std::string other : {"", "%", "12-34-%/=", "12-34-%2", "12-34-%/=y"}) {
    std::string text = other;
    filter.clean(text);
    EXPECT_EQ(text, other);
  }
}

// Proxmox VE takes a blank for the first "=" as well, so that somebody may write it so.
TEST(SecretFilter, FindsTheSecretBehindATokenWithABlank) {
  const SecretFilter filter(Token("a@pve!b", "12-34-%/=x"));
  for (const char* written :
       {"PVEAPIToken a@pve!b=12-34-%/=x", "PVEAPIToken%20a%40pve%21b%3D12-34-%25%2F%3Dx"}) {
    std::string text = written;
    filter.clean(text);
    EXPECT_THAT(text, Not(HasSubstr("12-34")));
    EXPECT_THAT(text, HasSubstr("(removed)"));
  }
}

}  // namespace
}  // namespace pipevane::proxmox
