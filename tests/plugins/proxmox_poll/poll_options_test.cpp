// Options that it is not made with.
#include "tests/plugins/proxmox_poll/one_poll.h"
#include "tests/plugins/session/temporary_folder.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Whoever opens one waits until somebody writes.
TEST(Poll, IsNotMadeWithAPipeForACaFile) {
  const session::TemporaryFolder folder;
  const std::string pipe = folder.path() + "/ca";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  OnePoll one;
  auto options = one.options();
  options.erase("verify_tls");
  options["ca_file"] = pipe;
  try {
    testing::FakeComponent(one.host, pipevane_plugin, "proxmox_poll", options);
    FAIL() << "it was made";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr(pipe), HasSubstr("no regular file")));
  }
}

struct BadOption {
  std::string name, option;
  testing::Given value;
  std::string said;
};
using List = std::vector<std::string>;
void PrintTo(const BadOption& bad, std::ostream* out) { *out << bad.name; }

class PollWithABadOption : public ::testing::TestWithParam<BadOption> {};

TEST_P(PollWithABadOption, IsNotMade) {
  OnePoll one;
  auto options = one.options();
  options[GetParam().option] = GetParam().value;
  try {
    testing::FakeComponent(one.host, pipevane_plugin, "proxmox_poll", options);
    FAIL() << "it was made";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr(GetParam().said));
    EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
  }
}
INSTANTIATE_TEST_SUITE_P(
    Every, PollWithABadOption,
    ::testing::Values(BadOption{"NoEndpoint", "endpoints", List{}, "at least one"},
                      BadOption{"TwiceTheSame", "endpoints", List{"a", "https://a:8006"}, "twice"},
                      BadOption{"EndpointWithAPath", "endpoints", List{"https://a/b"}, "endpoint"},
                      BadOption{"EndpointWithALogin", "endpoints", List{"https://hunter2@a"}, ""},
                      BadOption{"TokenIdWithItsSecret", "token_id", "a@b!c=hunter2", ""},
                      BadOption{"EmptySecret", "token_secret", "", ""},
                      BadOption{"Fingerprint", "fingerprint", "AB:CD", "fingerprint"},
                      BadOption{"CaFile", "ca_file", "/no/such/file.pem", ""}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace pipevane::proxmox_poll
