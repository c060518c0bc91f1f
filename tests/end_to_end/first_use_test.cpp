// The real program where a node is trusted by its first certificate: from one start to the next.
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>

namespace pipevane::testing {
namespace {

namespace fs = std::filesystem;
using simulator::Simulator;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kFirst = "Trusts a node by its first certificate";

class FirstUse : public ::testing::Test {
 protected:
  Process::Environment environment() {
    return {{"PROXMOX_NODE_1_NAME", "lab"},
            {"PROXMOX_NODE_1_HOST", url()},
            {"PROXMOX_NODE_1_TOKEN_ID", cluster_.settings().token_id},
            {"PROXMOX_NODE_1_TOKEN_SECRET", cluster_.settings().token_secret},
            {"PROXMOX_NODE_1_FINGERPRINT", "first-use"},
            {"DATA_DIR", data().string()},
            {"PORT", "0"}};
  }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(cluster_.port()); }
  fs::path data() const { return folder_.path / "data"; }
  fs::path file() const { return data() / "proxmox_certificates"; }
  std::uint64_t requests() { return cluster_.stats().json().getValue<std::uint64_t>("requests"); }
  static void awaitGuests(const RunningPipevane& pipevane) {
    pipevane.await([](const auto& entities, const auto&) { return entities.has("sim/vm/100"); });
  }
  void startAndStop() {
    RunningPipevane pipevane(environment());
    awaitGuests(pipevane);
    EXPECT_EQ(pipevane.stop(), 0);
  }

  Simulator cluster_{[] {
    simulator::Settings settings;
    settings.nodes = 1;
    settings.guests = 2;
    settings.past_s = 60;
    return settings;
  }()};
  web::TemporaryFolder folder_;
};

TEST_F(FirstUse, IsKeptOverAReloadAndARestartAndWarnedOfOnce) {
  {
    RunningPipevane pipevane(environment());
    awaitGuests(pipevane);
    EXPECT_THAT(pipevane.log(), AllOf(HasSubstr(kFirst), HasSubstr(cluster_.fingerprint())));
    EXPECT_EQ(pipevane.ask("POST", "/api/pipeline/reload").status, 200);
    EXPECT_EQ(pipevane.stop(), 0);
    EXPECT_EQ(pipevane.log().find(kFirst), pipevane.log().rfind(kFirst));
  }
  const std::string kept = contentOf(file());
  EXPECT_THAT(kept, AllOf(HasSubstr("\n" + url() + " " + cluster_.fingerprint() + " 20"),
                          HasSubstr("Z sim\nend\n")));
  for (const char* name : {"proxmox_certificates", "proxmox_certificates.lock"})
    EXPECT_EQ(fs::status(data() / name).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_THAT(kept, Not(HasSubstr(cluster_.settings().token_secret)));
  EXPECT_THAT(kept, Not(HasSubstr(cluster_.settings().token_id)));
  RunningPipevane again(environment());
  awaitGuests(again);
  EXPECT_EQ(again.stop(), 0);
  EXPECT_THAT(again.log(), Not(HasSubstr(kFirst)));
  EXPECT_EQ(contentOf(file()), kept);
}

TEST_F(FirstUse, OfAnotherCertificateAfterARestartAsksNothingUntilItsLineIsTakenOut) {
  startAndStop();
  const std::string before = cluster_.fingerprint(), kept = contentOf(file());
  const std::uint64_t requests_before = requests();
  cluster_.changeCertificate();
  RunningPipevane pipevane(environment());
  EXPECT_THAT(pipevane.awaitState("lab", "degraded"),
              AllOf(HasSubstr("refuses to speak with " + url()), HasSubstr(before),
                    HasSubstr(cluster_.fingerprint()), HasSubstr("is trusted since 20"),
                    HasSubstr("take the line of " + url() + " out of " + file().string())));
  EXPECT_EQ(requests(), requests_before) << "the token was sent";
  EXPECT_EQ(contentOf(file()), kept);
  // What the sentence says, while it runs.
  const auto at = kept.find(url());
  const fs::path draft = folder_.path / "draft";
  std::ofstream(draft) << std::string(kept).erase(at, kept.find('\n', at) + 1 - at);
  fs::rename(draft, file());
  awaitGuests(pipevane);
  pipevane.awaitState("lab", "running");
  EXPECT_EQ(pipevane.stop(), 0);
  EXPECT_THAT(contentOf(file()), HasSubstr(cluster_.fingerprint()));
}

TEST_F(FirstUse, OfADamagedFileTrustsNobody) {
  startAndStop();
  const std::uint64_t requests_before = requests();
  fs::resize_file(file(), fs::file_size(file()) - 4);
  RunningPipevane pipevane(environment());
  EXPECT_THAT(pipevane.awaitState("lab", "degraded"),
              AllOf(HasSubstr(file().string()), HasSubstr("is missing"), HasSubstr("damaged")));
  EXPECT_EQ(requests(), requests_before);
  EXPECT_EQ(pipevane.stop(), 0);
}

TEST_F(FirstUse, IsNotMadeByLookingAround) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"doctor"}, {"validate", "--online"}, {"validate"}}) {
    std::vector<std::string> all = {pipevaneProgram()};
    all.insert(all.end(), command.begin(), command.end());
    Process process(all, environment());
    EXPECT_EQ(process.awaitEnd(), 0) << process.output();
    if (command.back() == "validate") continue;
    EXPECT_THAT(process.output(), AllOf(HasSubstr("would be trusted at first use"),
                                        HasSubstr(cluster_.fingerprint())));
  }
  EXPECT_EQ(requests(), 0U);
  EXPECT_FALSE(fs::exists(data()));
}

TEST_F(FirstUse, OfTwoSourcesAtOneEndpointIsOne) {
  Process::Environment both = environment();
  for (const char* suffix : {"HOST", "TOKEN_ID", "TOKEN_SECRET", "FINGERPRINT"})
    both["PROXMOX_NODE_2_" + std::string(suffix)] = both["PROXMOX_NODE_1_" + std::string(suffix)];
  RunningPipevane pipevane(both);
  awaitGuests(pipevane);
  for (const char* source : {"lab", "node2"}) pipevane.awaitState(source, "running");
  EXPECT_EQ(pipevane.stop(), 0);
  EXPECT_EQ(pipevane.log().find(kFirst), pipevane.log().rfind(kFirst));
  const std::string kept = contentOf(file());
  EXPECT_EQ(kept.find(url()), kept.rfind(url()));
}

TEST_F(FirstUse, OfAPipelineNeedsADataFolderAndSaysWhichOption) {
  folder_.write("pipeline.yaml",
                "version: 1\nsources:\n  lab: {type: proxmox_poll, endpoints: [\"" + url() +
                    "\"], token_id: \"" + cluster_.settings().token_id +
                    "\", token_secret: \"${env:SECRET}\", fingerprint: first-use}\n"
                    "sinks:\n  web: {type: web, port: 0, inputs: [lab]}\n");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"doctor"}, {"validate", "--online"}}) {
    std::vector<std::string> all = {pipevaneProgram()};
    all.insert(all.end(), command.begin(), command.end());
    all.insert(all.end(), {"--config", (folder_.path / "pipeline.yaml").string()});
    Process process(all, {{"SECRET", cluster_.settings().token_secret}});
    EXPECT_EQ(process.awaitEnd(), 78) << process.output();
    EXPECT_THAT(process.output(), HasSubstr("set data_dir at the top of the pipeline"));
  }
  EXPECT_EQ(requests(), 0U);
}

TEST_F(FirstUse, NeedsADataFolderAndSaysWhichVariable) {
  Process::Environment without = environment();
  without.erase("DATA_DIR");
  for (const char* command : {"generate", "validate", "run"}) {
    Process process({pipevaneProgram(), command}, without);
    EXPECT_EQ(process.awaitEnd(), 78) << process.output();
    EXPECT_THAT(process.output(),
                AllOf(HasSubstr("PROXMOX_NODE_1_FINGERPRINT"), HasSubstr("set DATA_DIR")));
  }
}

}  // namespace
}  // namespace pipevane::testing
