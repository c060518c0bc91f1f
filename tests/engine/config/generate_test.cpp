#include "engine/config/generate.h"

#include "engine/config/problems.h"

#include <gmock/gmock.h>

namespace pipevane::config {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const Environment kNode = {{"PROXMOX_NODE_1_NAME", "lab"},
                           {"PROXMOX_NODE_1_HOST", "192.0.2.1"},
                           {"PROXMOX_NODE_1_TOKEN_ID", "monitor@pve!pipevane"},
                           {"PROXMOX_NODE_1_TOKEN_SECRET", "hunter2"}};

std::string problemsWith(const Environment& changes) {
  try {
    generatePipeline(merged(kNode, changes));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return {};
}

TEST(Generate, PlaysTheDemoWhereNoNodeIsSet) {
  const GeneratedPipeline made = generatePipeline({});
  EXPECT_TRUE(made.demo);
  EXPECT_THAT(made.yaml, HasSubstr("path: demo"));
}

TEST(Generate, RefersToSecretsAndNeverHoldsThem) {
  const GeneratedPipeline made = generatePipeline(kNode);
  EXPECT_FALSE(made.demo);
  EXPECT_THAT(made.yaml,
              AllOf(HasSubstr("https://192.0.2.1:8006"),
                    HasSubstr("${env:PROXMOX_NODE_1_TOKEN_SECRET}"), Not(HasSubstr("hunter2"))));
}

TEST(Generate, TakesEveryWayToWriteAHost) {
  for (const char* host : {"192.0.2.1:8006", "https://192.0.2.1:8006", "https://192.0.2.1/"}) {
    SCOPED_TRACE(host);
    EXPECT_THAT(generatePipeline(merged(kNode, {{"PROXMOX_NODE_1_HOST", host}})).yaml,
                HasSubstr("[\"https://192.0.2.1:8006\"]"));
  }
}

TEST(Generate, AsksEachNodeForWhatThereIsAndForWhatHappens) {
  const std::string yaml = generatePipeline(merged(kNode, {{"PROXMOX_NODE_2_NAME", "lab-events"},
                                                           {"PROXMOX_NODE_2_HOST", "192.0.2.2"},
                                                           {"PROXMOX_NODE_2_TOKEN_ID", "a@pve!b"},
                                                           {"PROXMOX_NODE_2_TOKEN_SECRET", "s"}}))
                               .yaml;
  EXPECT_THAT(yaml, HasSubstr("  \"lab\":\n    type: proxmox_poll\n"));
  EXPECT_THAT(yaml, HasSubstr("  \"lab-events\":\n    type: proxmox_events\n"
                              "    endpoints: [\"https://192.0.2.1:8006\"]\n"
                              "    token_id: \"monitor@pve!pipevane\"\n"
                              "    token_secret: \"${env:PROXMOX_NODE_1_TOKEN_SECRET}\"\n"));
  EXPECT_THAT(yaml, HasSubstr("    inputs: [\"lab\", \"lab-events\", \"lab-events-2\", "
                              "\"lab-events-2-events\"]\n"))
      << "names of nodes may be like those that are made";
}

struct Bad {
  std::string name, variable, value, said;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

class BadVariable : public ::testing::TestWithParam<Bad> {};

TEST_P(BadVariable, IsNamedWithWhatToDo) {
  const std::string told = problemsWith({{GetParam().variable, GetParam().value}});
  EXPECT_THAT(told, HasSubstr(GetParam().variable));
  EXPECT_THAT(told, HasSubstr(GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(
    Every, BadVariable,
    ::testing::Values(
        Bad{"HostWithoutEncryption", "PROXMOX_NODE_1_HOST", "http://192.0.2.1", "not encrypted"},
        Bad{"HostWithABlank", "PROXMOX_NODE_1_HOST", "a b", "host:port"},
        Bad{"HostWithAPath", "PROXMOX_NODE_1_HOST", "https://a/b", "host:port"},
        Bad{"PortTooLarge", "PROXMOX_NODE_1_HOST", "a:99999", "65535"},
        Bad{"PortZero", "PROXMOX_NODE_1_HOST", "a:0", "65535"},
        Bad{"TokenIdWithoutName", "PROXMOX_NODE_1_TOKEN_ID", "root@pam", "USER@REALM!TOKENID"},
        Bad{"Fingerprint", "PROXMOX_NODE_1_FINGERPRINT", "AB:CD", "64 hexadecimal digits"},
        Bad{"WordForAFingerprint", "PROXMOX_NODE_1_FINGERPRINT", "first_use",
            "nor is it first-use"},
        Bad{"FirstUseWithoutAFolder", "PROXMOX_NODE_1_FINGERPRINT", "first-use", "set DATA_DIR"},
        Bad{"VerifyTls", "PROXMOX_NODE_1_VERIFY_TLS", "maybe", "neither true nor false"},
        Bad{"Typo", "PROXMOX_NODE_1_TOKN_ID", "a@b!c", "\"PROXMOX_NODE_1_TOKEN_ID\""},
        Bad{"NoNumber", "PROXMOX_NODE_X_HOST", "a", "PROXMOX_NODE_<number>"},
        Bad{"IncompleteNode", "PROXMOX_NODE_2_NAME", "two",
            "PROXMOX_NODE_2_HOST is missing: set it, as node 2 cannot be asked without it"},
        Bad{"LeadingZero", "PROXMOX_NODE_01_HOST", "a", "without leading zeros"},
        Bad{"MinusZero", "PROXMOX_NODE_-0_HOST", "a", "PROXMOX_NODE_<number>"},
        Bad{"MissingCaFile", "PROXMOX_NODE_1_CA_FILE", "/no/such/file", "cannot be read"},
        Bad{"AFolderForAFile", "PROXMOX_NODE_1_CA_FILE", "/tmp", "it is a folder"},
        Bad{"MissingTokenFile", "AUTH_TOKEN_FILE", "/no/such/file", "cannot be read"},
        Bad{"EmptyTokenFile", "AUTH_TOKEN_FILE", "/dev/null", "the file is empty"},
        Bad{"TokenFileWithABrace", "AUTH_TOKEN_FILE", "/no/a}b", "}"},
        Bad{"MissingCertificate", "TLS_CERT_FILE", "/no/such/file", "cannot be read"},
        Bad{"NoAddress", "BIND", "nonsense", "IP address"}, Bad{"Port", "PORT", "70000", "65535"},
        Bad{"LogLevel", "LOG_LEVEL", "loud", "warn"},
        Bad{"LogFormat", "LOG_FORMAT", "xml", "json"}),
    [](const auto& test) { return test.param.name; });

TEST(Generate, NamesTheVariableOfASecretFileThatIsOfNoUse) {
  Environment node = kNode;
  node.erase("PROXMOX_NODE_1_TOKEN_SECRET");
  const auto told = [&node](const std::string& file) {
    try {
      generatePipeline(merged(node, {{"PROXMOX_NODE_1_TOKEN_SECRET_FILE", file}}));
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(told("/no/such/file"),
              AllOf(HasSubstr("PROXMOX_NODE_1_TOKEN_SECRET_FILE"), HasSubstr("cannot be read")));
  EXPECT_THAT(told("/dev/null"),
              AllOf(HasSubstr("PROXMOX_NODE_1_TOKEN_SECRET_FILE"), HasSubstr("empty")));
  EXPECT_THAT(told("/no/a}b"), HasSubstr("reference"));
}

TEST(Generate, TakesEveryAddressToListenOn) {
  for (const char* address : {"127.0.0.1", "0.0.0.0", "::1", "::", "fe80::1%eth0", "localhost"})
    EXPECT_EQ(problemsWith({{"BIND", address}}), "") << address;
}

TEST(Generate, WritesFirstUseWhereThereIsAFolderToKeepItIn) {
  EXPECT_THAT(generatePipeline(merged(kNode, {{"PROXMOX_NODE_1_FINGERPRINT", "first-use"},
                                              {"DATA_DIR", "/var/lib/pipevane"}}))
                  .yaml,
              AllOf(HasSubstr("fingerprint: first-use"), HasSubstr("data_dir: ${env:DATA_DIR}")));
}

TEST(Generate, KeepsMinutesForSomeDaysAndHoursForAll) {
  const auto made = [](const char* days) {
    return generatePipeline(
               merged(kNode, {{"METRICS_HISTORY_DAYS", days}, {"DATA_DIR", "/var/lib/pipevane"}}))
        .yaml;
  };
  EXPECT_THAT(made("400"), HasSubstr("    retention: 60m\n"
                                     "    retention_1m: 14d\n"
                                     "    retention_1h: 400d\n"));
  EXPECT_THAT(made("3"), HasSubstr("    retention_1m: 3d\n    retention_1h: 3d\n"));
  EXPECT_THAT(made("0"), Not(HasSubstr("retention_1m")));
  EXPECT_THAT(problemsWith({{"METRICS_HISTORY_DAYS", "3"}}),
              AllOf(HasSubstr("METRICS_HISTORY_DAYS"), HasSubstr("DATA_DIR")));
  EXPECT_THAT(problemsWith({{"METRICS_HISTORY_DAYS", "-1"}}), HasSubstr("METRICS_HISTORY_DAYS"));
}

TEST(Generate, DoesNotShowWhatMayHoldASecret) {
  EXPECT_THAT(problemsWith({{"PROXMOX_NODE_1_TOKEN_ID", "monitor@pve!pipevane=hunter3"}}),
              AllOf(HasSubstr("PROXMOX_NODE_1_TOKEN_ID"), Not(HasSubstr("hunter3"))));
  EXPECT_THAT(problemsWith({{"PROXMOX_NODE_1_HOST", "https://root:hunter3@192.0.2.1"}}),
              AllOf(HasSubstr("PROXMOX_NODE_1_HOST"), Not(HasSubstr("hunter3"))));
}

}  // namespace
}  // namespace pipevane::config
