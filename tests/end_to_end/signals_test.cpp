#include "tests/end_to_end/running_pipevane.h"

#include <gmock/gmock.h>
#include <signal.h>

namespace pipevane::testing {
namespace {

using ::testing::HasSubstr;

// As a terminal, a supervisor or timeout(1) do it, which tell the process and its group.
TEST(Signals, ASecondOneInTheSameMomentIsAnEcho) {
  web::TemporaryFolder folder;
  Process process({pipevaneProgram(), "run"}, {{"PORT", "0"}, {"DATA_DIR", folder.path.string()}});
  process.awaitLine("The web server listens.");
  kill(process.id(), SIGTERM);
  process.awaitLine("Stopping");
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
}

}  // namespace
}  // namespace pipevane::testing
