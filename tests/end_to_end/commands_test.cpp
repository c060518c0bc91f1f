// The commands as a person types them.
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>

#include <fstream>

namespace pipevane::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Said {
  int code;
  std::string text;
};

Said run(std::vector<std::string> arguments, const Process::Environment& environment = {}) {
  arguments.insert(arguments.begin(), pipevaneProgram());
  Process process(arguments, environment);
  const int code = process.awaitEnd();
  return {code, process.output()};
}

std::string sourceFile(const std::string& path) {
  return std::string(PIPEVANE_SOURCE_DIR) + "/" + path;
}

const Process::Environment kNode = {{"PROXMOX_NODE_1_NAME", "lab"},
                                    {"PROXMOX_NODE_1_HOST", "192.0.2.1"},
                                    {"PROXMOX_NODE_1_TOKEN_ID", "a@pve!b"},
                                    {"PROXMOX_NODE_1_TOKEN_SECRET", "s"}};

TEST(Commands, WhatIsGeneratedIsValid) {
  web::TemporaryFolder folder;
  for (const auto& environment : {Process::Environment{}, kNode}) {
    const Said generated = run({"generate"}, environment);
    ASSERT_EQ(generated.code, 0) << generated.text;
    const std::string file = (folder.path / "generated.yaml").string();
    std::ofstream(file) << generated.text;
    const Said validated = run({"validate", "--config", file}, environment);
    EXPECT_EQ(validated.code, 0) << validated.text;
    // From another program, too.
    const Said piped = [&] {
      Process shell(
          {"/bin/sh", "-c",
           pipevaneProgram() + " generate | " + pipevaneProgram() + " validate --config -"},
          environment);
      const int code = shell.awaitEnd();
      return Said{code, shell.output()};
    }();
    EXPECT_EQ(piped.code, 0) << piped.text;
  }
}

TEST(Commands, GraphDrawsThePipeline) {
  const Said dot = run({"graph", "--format", "dot"}, kNode);
  EXPECT_EQ(dot.code, 0);
  EXPECT_THAT(dot.text,
              AllOf(HasSubstr("\"lab\" -> \"derived\""), HasSubstr("\"derived\" -> \"web\"")));
}

TEST(Commands, PluginsListsEveryTypeWithItsOptions) {
  const Said said = run({"plugins"});
  EXPECT_EQ(said.code, 0);
  for (const char* type : {"proxmox_poll", "proxmox_events", "proxmox_push", "replay", "derive",
                           "history", "web", "recorder"})
    EXPECT_THAT(said.text, HasSubstr(type));
  for (const char* option : {"token_secret", "fingerprint", "retention", "max_clients"})
    EXPECT_THAT(said.text, HasSubstr(option));
}

TEST(Commands, PluginsAreFoundWhereTheFileOfVariablesSays) {
  web::TemporaryFolder folder;
  const std::string file = (folder.path / "variables").string();
  std::ofstream(file) << "PIPEVANE_PLUGIN_PATH=" PIPEVANE_DUMP_FOLDER "\n";
  const Said said = run({"plugins", "dump", "--env-file", file});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.text, HasSubstr("sink dump"));
}

TEST(Commands, TheExamplesAreValid) {
  const web::TemporaryFolder folder;
  const std::string authority = (folder.path / "ca.pem").string();
  std::ofstream(authority) << simulator::Simulator({}).certificatePem();
  const Process::Environment all = {
      {"BERLIN_SECRET", "s"},        {"BERLIN_CA_FILE", authority},
      {"BERLIN_WEBHOOK_TOKEN", "t"}, {"LISBON_SECRET", "s"},
      {"ATTIC_SECRET", "s"},         {"ATTIC_FINGERPRINT", std::string(64, 'A')},
      {"LAB_HOST", "192.0.2.1"},     {"LAB_SECRET", "s"},
      {"SESSION", "a.session.zst"}};
  for (const char* example : {"demo", "clusters", "record", "replay"}) {
    const Said said = run({"validate", "--config", sourceFile("config/") + example + ".yaml"}, all);
    EXPECT_EQ(said.code, 0) << said.text;
  }
}

// What `run` would say of a component that its plugin does not make.
TEST(Commands, ValidateFindsWhatOnlyThePluginsKnow) {
  const web::TemporaryFolder folder;
  const std::string file = (folder.path / "p.yaml").string();
  std::ofstream(file) << "version: 1\nsources:\n  demo: {type: replay, path: demo}\nsinks:\n"
                         "  one: {type: web, inputs: [demo], bind: nowhere}\n"
                         "  two: {type: web, inputs: [demo], tls_key_file: k.pem}\n";
  const Said said = run({"validate", "--config", file});
  EXPECT_EQ(said.code, 78);
  EXPECT_THAT(said.text, AllOf(HasSubstr("line 5, column 3: cannot make \"one\": cannot listen"),
                               HasSubstr("line 6, column 3: cannot make \"two\": cannot use TLS")));
}

TEST(Commands, ValidateFindsTwoThatTakeTheSamePort) {
  const web::TemporaryFolder folder;
  const std::string file = (folder.path / "p.yaml").string();
  std::ofstream(file)
      << "version: 1\nsources:\n  pushed: {type: proxmox_push, otlp_http_port: 3999}\n"
         "sinks:\n  page: {type: web, inputs: [pushed], port: 3999}\n";
  for (const char* command : {"validate", "run"}) {
    const Said said = run({command, "--config", file});
    EXPECT_EQ(said.code, 78);
    EXPECT_THAT(said.text, HasSubstr("cannot start \"page\": \"pushed\" has tcp 127.0.0.1:3999"));
  }
}

TEST(Commands, RunStartsNothingWhereValidateRefusesAndSaysTheSame) {
  const web::TemporaryFolder folder;
  const std::string file = (folder.path / "p.yaml").string();
  std::ofstream(file) << "version: 1\nsources:\n  demo: {type: replay, path: demo}\n"
                         "  lab: {type: proxmox_poll, endpoints: [192.0.2.1], token_id: a@pve!b,\n"
                         "    token_secret: '${env:SECRET}', fingerprint: first-use}\nsinks:\n"
                         "  one: {type: web, inputs: [demo], tls_key_file: k.pem}\n";
  const Process::Environment environment = {{"SECRET", "s"}};
  const Said validated = run({"validate", "--config", file}, environment);
  const Said ran = run({"run", "--config", file}, environment);
  EXPECT_EQ(ran.code, 78);
  EXPECT_EQ(ran.code, validated.code);
  EXPECT_EQ(ran.text, validated.text);
  EXPECT_THAT(ran.text, AllOf(HasSubstr("cannot make \"lab\""), HasSubstr("cannot make \"one\"")));
}

TEST(Commands, ValidateSaysWhatIsWrongWithTheTextAndWhatPluginsRefuseAtOnce) {
  const web::TemporaryFolder folder;
  const std::string file = (folder.path / "p.yaml").string();
  std::ofstream(file) << "version: 1\nsources:\n  demo: {type: replay, path: demo}\nsinks:\n"
                         "  one: {type: web, inputs: [demo], bind: nowhere}\n"
                         "  two: {type: web, inputs: [demo], prot: 1}\n"
                         "  three: {type: web, inputs: [nobody], tls_key_file: k.pem}\n";
  const Said said = run({"validate", "--config", file});
  EXPECT_EQ(said.code, 78);
  EXPECT_THAT(said.text,
              AllOf(HasSubstr("line 5, column 3: cannot make \"one\": cannot listen"),
                    HasSubstr("did you mean \"port\""), HasSubstr("nobody"),
                    HasSubstr("line 7, column 3: cannot make \"three\": cannot use TLS")));
  EXPECT_LT(said.text.find("\"one\""), said.text.find("prot")) << "in the order of the lines";
}

// Of one component as well: each expression that is wrong is a problem of its own.
TEST(Commands, ValidateSaysAllThatIsWrongWithExpressions) {
  const web::TemporaryFolder folder;
  const std::string file = (folder.path / "p.yaml").string();
  std::ofstream(file) << "version: 1\nsources:\n  demo: {type: replay, path: demo}\n"
                         "transforms:\n  derived:\n    type: derive\n    inputs: [demo]\n"
                         "    expressions:\n"
                         "      memory_pressure_percent: memory_used_bytes / memory_total_bytes\n"
                         "      strange: memory_used_bytes + uptime_seconds\n"
                         "      open: (cpu_count + 1\n"
                         "      cpu_usage_ratio: load_average_1m / cpu_count\n"
                         "      fine_percent: memory_used_bytes / memory_total_bytes * 100\n"
                         "      chicken: egg * 2\n      egg: chicken / 2\n"
                         "sinks:\n  web: {type: web, inputs: [derived], bind: nowhere}\n";
  const std::string place = "p.yaml, line 5, column 3: cannot make \"derived\": cannot compute ";
  for (const char* command : {"validate", "run"}) {
    SCOPED_TRACE(command);
    const Said said = run({command, "--config", file});
    EXPECT_EQ(said.code, 78);
    for (const char* each :
         {"\"memory_pressure_percent\" of \"memory_used_bytes / memory_total_bytes\": its name "
          "ends "
          "in percent, and what it computes is ratio: multiply it by 100\n",
          "\"strange\" of \"memory_used_bytes + uptime_seconds\", column 19: it adds bytes and "
          "seconds\n",
          "\"open\" of \"(cpu_count + 1\", column 15: it ends where the \"(\" of column 1 is still "
          "open\n",
          "\"cpu_usage_ratio\" of \"load_average_1m / cpu_count\": there is a metric of that name "
          "already: give it another one\n",
          "\"chicken\" of \"egg * 2\": it needs itself: chicken, which needs egg, which needs "
          "chicken\n"})
      EXPECT_THAT(said.text, HasSubstr(place + each));
    EXPECT_THAT(said.text, HasSubstr("cannot make \"web\": cannot listen"));
    EXPECT_THAT(said.text, Not(HasSubstr("fine_percent")));
  }
}

TEST(Commands, TheSchemaInTheTreeIsThatOfThePlugins) {
  const Said said = run({"schema"});
  EXPECT_EQ(said.code, 0);
  EXPECT_TRUE(said.text == contentOf(sourceFile("config/pipeline.schema.json")))
      << "renew it: pipevane schema > config/pipeline.schema.json";
}

TEST(Commands, ABadPipelineStartsNothingAndSaysAllThatIsWrong) {
  web::TemporaryFolder folder;
  const std::string file = (folder.path / "bad.yaml").string();
  std::ofstream(file) << "version: 1\nsources:\n  a: {type: replay}\n"
                         "sinks:\n  w: {type: web, inputs: [b], port: many}\n";
  for (const char* command : {"run", "validate", "graph"}) {
    SCOPED_TRACE(command);
    const Said said = run({command, "--config", file});
    EXPECT_EQ(said.code, 78);
    EXPECT_THAT(said.text,
                AllOf(HasSubstr("bad.yaml, line 3"), HasSubstr("\"path\""),
                      HasSubstr("bad.yaml, line 5"), HasSubstr("\"b\""), HasSubstr("\"port\"")));
  }
  EXPECT_EQ(run({"run", "--config", "/no/such/file.yaml"}).code, 78);
  EXPECT_EQ(run({"dance"}).code, 64);
  EXPECT_EQ(run({"run", "--colour"}).code, 64);
  EXPECT_EQ(run({"run"}, {{"PROXMOX_NODE_1_NAME", "lab"}}).code, 78);
}

TEST(Commands, AWordThatNobodyReadsStartsNothing) {
  for (const char* command : {"run", "validate", "graph"}) {
    SCOPED_TRACE(command);
    const Said said = run({command, "some.yaml"});
    EXPECT_EQ(said.code, 64);
    EXPECT_THAT(said.text, HasSubstr("did you mean --config some.yaml?"));
  }
  EXPECT_EQ(run({"version", "extra"}).code, 64);
  EXPECT_EQ(run({"plugins", "web", "extra"}).code, 64);
}

TEST(Commands, WhatCannotBeReadOfTheCommandLineIsSaidWithWhereToLook) {
  const std::vector<std::vector<std::string>> lines = {
      {"run", "--colour"},    {"generate", "--config", "x"},   {"validate", "--online=yes"},
      {"doctor", "--json"},   {"doctor", "-f", "xml"},         {"doctor", "--format"},
      {"graph", "-f", "foo"}, {"graph", "-c", "a", "-c", "b"}, {"plugins", "nosuch"},
      {"schema", "x"},        {"version", "--nope"},           {"healthcheck", "--port", "abc"}};
  for (const auto& line : lines) {
    SCOPED_TRACE(line[0] + " " + line[1]);
    const Said said = run(line);
    EXPECT_EQ(said.code, 64);
    EXPECT_THAT(said.text, HasSubstr("; see pipevane " + line[0] + " --help"));
  }
}

TEST(Commands, BadVariablesAreAllNamedBeforeAnythingStarts) {
  const Process::Environment bad = {
      {"LOG_LEVEL", "loud"}, {"PORT", "x"}, {"LOG_FORMAT", "xml"}, {"NODE_ENV", "test"}};
  for (const char* command : {"run", "generate", "validate"}) {
    SCOPED_TRACE(command);
    const Said said = run({command}, bad);
    EXPECT_EQ(said.code, 78);
    EXPECT_THAT(said.text, AllOf(HasSubstr("LOG_LEVEL \"loud\""), HasSubstr("PORT \"x\""),
                                 HasSubstr("LOG_FORMAT \"xml\""), HasSubstr("NODE_ENV \"test\"")));
  }
  const Said said = run({"run", "--config", sourceFile("config/demo.yaml")}, bad);
  EXPECT_EQ(said.code, 78);
  EXPECT_THAT(said.text, AllOf(HasSubstr("LOG_LEVEL"), HasSubstr("LOG_FORMAT")));
}

TEST(Commands, WhatCannotBeWrittenIsAFailure) {
  Process shell({"/bin/sh", "-c", pipevaneProgram() + " generate > /dev/full"}, {});
  EXPECT_EQ(shell.awaitEnd(), 1);
  EXPECT_THAT(shell.output(), HasSubstr("cannot write"));
}

TEST(Commands, EveryDrawingSaysWhichPluginsAreRefused) {
  web::TemporaryFolder folder;
  std::ofstream(folder.path / "broken.so") << "this is no library";
  for (const char* command : {"graph", "validate", "schema", "plugins"}) {
    SCOPED_TRACE(command);
    const Said said = run({command, "--plugins", folder.path.string()});
    EXPECT_EQ(said.code, 0);
    EXPECT_THAT(said.text, HasSubstr("broken.so"));
  }
}

TEST(Commands, HelpAndVersionAreThere) {
  const Said help = run({"--help"});
  EXPECT_EQ(help.code, 0);
  for (const char* command :
       {"run", "generate", "validate", "doctor", "graph", "plugins", "schema", "version"}) {
    EXPECT_THAT(help.text, HasSubstr(command));
    EXPECT_EQ(run({command, "--help"}).code, 0) << command;
  }
  EXPECT_EQ(run({"version"}).code, 0);
}

}  // namespace
}  // namespace pipevane::testing
