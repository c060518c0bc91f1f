#include "tests/end_to_end/running_pipevane.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include <fstream>

namespace pipevane::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// With a sink whose flush never ends, where it is told so.
std::string yaml(const web::TemporaryFolder& folder, bool stuck) {
  return "version: 1\nsources:\n  demo: {type: replay, path: demo}\n"
         "sinks:\n  dump: {type: dump, inputs: [demo], path: \"" +
         (folder.path / "out.txt").string() + "\", stuck: " + (stuck ? "true" : "false") + "}\n";
}

class Signals : public ::testing::Test {
 protected:
  // Started, and through with its start.
  Process running(bool stuck) {
    const std::string file = (folder_.path / "p.yaml").string();
    std::ofstream(file) << yaml(folder_, stuck);
    return Process({pipevaneProgram(), "run", "--config", file},
                   {{"PIPEVANE_PLUGIN_PATH", PIPEVANE_DUMP_FOLDER}});
  }

  web::TemporaryFolder folder_;
};

// As a terminal, a supervisor or timeout(1) do it, which tell the process and its group.
TEST_F(Signals, ASecondOneInTheSameMomentIsAnEcho) {
  Process process = running(false);
  process.awaitLine("component.dump: It runs.");
  kill(process.id(), SIGTERM);
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
}

TEST_F(Signals, AnotherOneEndsASlowStopAtOnce) {
  Process process = running(true);
  process.awaitLine("component.dump: It runs.");
  kill(process.id(), SIGTERM);
  process.awaitLine("Stopping");
  EXPECT_EQ(process.end(SIGINT), 1);
  EXPECT_THAT(process.output(), Not(HasSubstr("does not stop"))) << "it was not waited for";
}

TEST_F(Signals, AComponentThatIsStuckIsNamedAndLeftBehind) {
  Process process = running(true);
  process.awaitLine("component.dump: It runs.");
  EXPECT_EQ(process.end(SIGTERM), 1);
  EXPECT_THAT(process.output(), HasSubstr("\"dump\" does not stop"));
}

TEST_F(Signals, SighupIsAnsweredAndEndsNothing) {
  Process process = running(false);
  process.awaitLine("component.dump: It runs.");
  kill(process.id(), SIGHUP);
  process.awaitLine("says the same");
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
}

// Nobody ever writes into the pipe.
TEST_F(Signals, OneThatComesBeforeThePipelineWasReadIsHeeded) {
  const std::string fifo = (folder_.path / "p.yaml").string();
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  Process process({pipevaneProgram(), "run", "--config", fifo},
                  {{"PIPEVANE_PLUGIN_PATH", PIPEVANE_DUMP_FOLDER}});
  const std::ofstream pipe(fifo);  // opens when the program reads
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
  EXPECT_THAT(process.output(), Not(HasSubstr("It runs.")));
}

}  // namespace
}  // namespace pipevane::testing
