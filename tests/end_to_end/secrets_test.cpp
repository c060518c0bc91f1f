// Secrets stay in memory.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>
#include <zstd.h>

#include <array>

namespace pipevane::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// All frames of a file, unpacked.
std::string unpacked(const std::string& packed) {
  std::string all;
  ZSTD_DStream* const stream = ZSTD_createDStream();
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::array<char, 65'536> room;
  while (in.pos < in.size) {
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    if (ZSTD_isError(ZSTD_decompressStream(stream, &out, &in)) != 0) break;
    all.append(room.data(), out.pos);
  }
  ZSTD_freeDStream(stream);
  return all;
}

TEST(Secrets, AreInNoLogNoAnswerNoDumpAndNoSession) {
  simulator::Settings settings;
  settings.nodes = 1;
  settings.guests = 3;
  settings.past_s = 60;
  settings.token_secret = "5ec2e7aa-0000-4000-8000-00000badcafe";
  simulator::Simulator cluster(settings);
  web::TemporaryFolder folder;
  const std::string session = (folder.path / "a.session.zst").string();
  RunningPipevane pipevane("version: 1\nsources:\n" + sourceYaml("lab", cluster) +
                               "sinks:\n  history: {type: history, inputs: [lab]}\n"
                               "  web: {type: web, port: 0, inputs: [lab]}\n"
                               "  recorder: {type: recorder, inputs: [lab], path: \"" +
                               session + "\"}\n",
                           {{"SECRET", settings.token_secret}, {"LOG_LEVEL", "debug"}});
  pipevane.await([](const auto& entities, const auto&) { return entities.has("sim/vm/100"); });
  // What is said when things go wrong counts as well.
  cluster.faults().add({.path = "",
                        .kind = simulator::Fault::Kind::kStatus,
                        .status = 401,
                        .reason = "No ticket",
                        .count = -1});
  pipevane.awaitState("lab", "degraded");
  cluster.faults().clear();
  cluster.faults().add({.path = "",
                        .kind = simulator::Fault::Kind::kEcho,
                        .status = 502,
                        .reason = "",
                        .count = -1});
  pipevane.await([](const auto&, const auto& components) {
    const auto told = components.getObject("lab");
    return told->template optValue<std::string>("why", "").find("502 cannot forward") !=
           std::string::npos;
  });

  std::string answers;
  for (const char* address :
       {"/api/status", "/api/pipeline", "/api/nodes", "/api/guests", "/api/events", "/api/session",
        "/api/metrics", "/metrics", "/metrics/proxmox", "/api/openapi.json"})
    answers += pipevane.text(address);
  EXPECT_EQ(pipevane.stop(), 0);
  const std::string recorded = unpacked(contentOf(session));
  EXPECT_THAT(recorded, HasSubstr("/api2/json/cluster/resources"));
  EXPECT_THAT(recorded, HasSubstr("x-request-authorization"));
  EXPECT_THAT(answers, HasSubstr("502 cannot forward (removed)"));
  // The secret's beginning: no encoding of it is left either.
  for (const std::string& secret :
       {settings.token_secret, settings.token_secret.substr(0, 8), std::string("PVEAPIToken")}) {
    EXPECT_THAT(answers, Not(HasSubstr(secret)));
    EXPECT_THAT(pipevane.log(), Not(HasSubstr(secret)));
    EXPECT_THAT(recorded, Not(HasSubstr(secret)));
  }
}

TEST(Secrets, AreNotInWhatTheCommandsPrint) {
  const std::string secret = "5ec2e7aa-0000-4000-8000-00000badcafe";
  const Process::Environment environment = {{"PROXMOX_NODE_1_NAME", "lab"},
                                            {"PROXMOX_NODE_1_HOST", "192.0.2.1"},
                                            {"PROXMOX_NODE_1_TOKEN_ID", "a@pve!b"},
                                            {"PROXMOX_NODE_1_TOKEN_SECRET", secret},
                                            {"AUTH_TOKEN", "another-" + secret}};
  for (const char* command : {"generate", "validate", "graph", "plugins", "schema"}) {
    SCOPED_TRACE(command);
    Process process({pipevaneProgram(), command}, environment);
    EXPECT_EQ(process.awaitEnd(), 0);
    EXPECT_THAT(process.output(), Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace pipevane::testing
