// Another configuration for the program while it runs.
#include "tests/end_to_end/running_pipevane.h"

#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>

namespace pipevane::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Reload : public ::testing::Test {
 protected:
  using Sinks = std::vector<std::string>;

  Reload() { write(Sinks{"first"}); }

  // A pipeline with these sinks, all of them of the demo session. The file is put in its place as
  // an editor does it: in one moment.
  void write(const Sinks& sinks, const std::string& more = "") {
    const auto fresh = folder_.path / "fresh";
    std::ofstream out(fresh);
    out << "version: 1\nsources:\n  demo: {type: replay, path: demo}\nsinks:\n";
    for (const std::string& sink : sinks)
      out << "  " << sink << ": {type: dump, inputs: [demo], path: \""
          << (folder_.path / (sink + ".txt")).string() << "\"}\n";
    out << more;
    out.close();
    std::filesystem::rename(fresh, file());
  }
  std::filesystem::path file() const { return folder_.path / "p.yaml"; }
  Process running() const {
    return Process({pipevaneProgram(), "run", "--config", file().string()},
                   {{"PIPEVANE_PLUGIN_PATH", PIPEVANE_DUMP_FOLDER}});
  }

  web::TemporaryFolder folder_;
};

TEST_F(Reload, OfAFileThatChangedAddsAndRemovesWhatChangedAndNothingElse) {
  Process process = running();
  process.awaitLine("component.first: It runs.");
  write({"first", "second"});
  process.awaitLine("The pipeline was changed: added second; kept 2.");
  process.awaitLine("component.second: It runs.");
  write(Sinks{"second"});
  process.awaitLine("The pipeline was changed: removed first; kept 2.");
  EXPECT_THAT(process.output(), HasSubstr("component.first: It has stopped."));
  EXPECT_THAT(process.output(), Not(HasSubstr("component.demo: It has stopped.")));
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
}

TEST_F(Reload, OfWhatIsWrongSaysAllOfItAndChangesNothing) {
  Process process = running();
  process.awaitLine("component.first: It runs.");
  write(
      {"first", "second"},
      "  third: {type: dmup, inputs: [demo]}\n  fourth: {type: dump, inputs: [nobody], path: x}\n");
  process.awaitLine("The pipeline stays as it is.");
  EXPECT_THAT(process.output(), HasSubstr("did you mean \"dump\""));
  EXPECT_THAT(process.output(), HasSubstr("nobody"));
  EXPECT_THAT(process.output(), Not(HasSubstr("component.second")));
  write({"first", "second"});
  process.awaitLine("component.second: It runs.");
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
}

TEST_F(Reload, ComesWithASignalToo) {
  Process process = running();
  process.awaitLine("component.first: It runs.");
  kill(process.id(), SIGHUP);
  process.awaitLine("says the same");
  EXPECT_THAT(process.output(), Not(HasSubstr("It has stopped.")));
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
}

TEST_F(Reload, ReadsTheFileOfVariablesAgain) {
  const auto variables = folder_.path / "variables";
  std::ofstream(variables) << "PORT=0\n";
  Process process({pipevaneProgram(), "run", "--env-file", variables.string()}, {});
  process.awaitLine("The web server listens.");
  std::ofstream(folder_.path / "fresh") << "PORT=0\nMETRICS_HISTORY_MINUTES=5\n";
  std::filesystem::rename(folder_.path / "fresh", variables);
  process.awaitLine("The pipeline was changed: made anew history;");
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
}

TEST_F(Reload, LeavesAPipelineAloneThatCameThroughAPipe) {
  Process process({"/bin/bash", "-c",
                   "exec " + pipevaneProgram() + " run --config <(cat " + file().string() + ")"},
                  {{"PIPEVANE_PLUGIN_PATH", PIPEVANE_DUMP_FOLDER}});
  process.awaitLine("component.first: It runs.");
  kill(process.id(), SIGHUP);
  process.awaitLine("read twice");
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
}

}  // namespace
}  // namespace pipevane::testing
