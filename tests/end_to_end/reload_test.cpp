// Another configuration for the program while it runs.
#include "tests/end_to_end/running_pipevane.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace pipevane::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

int occurrences(const std::string& text, const std::string& part) {
  int count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

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
  write(Sinks{"second"});
  process.awaitLine("The pipeline was changed: removed first; kept 2.");
  // Whether it ran before or after the change was said is its own thread's affair.
  EXPECT_THAT(process.output(), HasSubstr("component.second: It runs."));
  EXPECT_THAT(process.output(), HasSubstr("component.first: It has stopped."));
  EXPECT_THAT(process.output(), Not(HasSubstr("component.demo: It has stopped.")));
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
  // Told by its own thread, before or after the host's word of the change.
  EXPECT_THAT(process.output(), HasSubstr("component.second: It runs."));
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

// Who saves a file and sends the signal as well has it read twice.
TEST_F(Reload, OfWhatIsWrongInTheSameWayStillSaysItOnce) {
  Process process = running();
  process.awaitLine("component.first: It runs.");
  const auto spoil = [this] {
    std::ofstream(folder_.path / "fresh") << "version: 1\nsources: {\n";
    std::filesystem::rename(folder_.path / "fresh", file());
  };
  spoil();
  process.awaitLine("this is not YAML");
  process.awaitLine("The pipeline stays as it is.");
  kill(process.id(), SIGHUP);
  const std::string again = process.awaitLine("stays as it is.");
  EXPECT_THAT(again, HasSubstr("read again and is wrong in the same way"));
  EXPECT_EQ(occurrences(process.output(), "this is not YAML"), 1) << process.output();
  // What was right meanwhile is wrong anew.
  write({"first", "second"});
  process.awaitLine("The pipeline was changed: added second; kept 2.");
  spoil();
  process.awaitLine("this is not YAML");
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

// As one is for a moment while it is saved.
TEST_F(Reload, OfAFileOfVariablesWithoutANodePutsNoRecordedSessionInTheirPlace) {
  const auto variables = folder_.path / "variables";
  const std::string node =
      "PORT=0\nPROXMOX_NODE_1_NAME=home\nPROXMOX_NODE_1_HOST=https://127.0.0.1:1\n"
      "PROXMOX_NODE_1_TOKEN_ID=a@pve!b\nPROXMOX_NODE_1_TOKEN_SECRET=secret\n"
      "PROXMOX_NODE_1_VERIFY_TLS=false\n";
  std::ofstream(variables) << node;
  Process process({pipevaneProgram(), "run", "--env-file", variables.string()}, {});
  process.awaitLine("The web server listens.");
  std::ofstream(variables, std::ios::trunc).flush();
  process.awaitLine("no node is configured any more");
  process.awaitLine("The pipeline stays as it is.");
  std::ofstream(variables) << node << "METRICS_HISTORY_MINUTES=5\n";
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

// It opened at the start, as somebody wrote; at the reload nobody does.
TEST_F(Reload, DoesNotWaitForAPipeThatNobodyWritesInto) {
  Process process = running();
  process.awaitLine("component.first: It runs.");
  const std::string pipe = (folder_.path / "pipe").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  write({"first"}, "  second: {type: dump, inputs: [demo], path: \"${file:" + pipe + "}\"}\n");
  process.awaitLine("${file:" + pipe + "}\": it is a pipe or a device");
  process.awaitLine("The pipeline stays as it is.");
  write({"first", "second"});
  process.awaitLine("The pipeline was changed: added second; kept 2.");
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
}

TEST_F(Reload, ReadsAPipeAtTheStart) {
  const std::string pipe = (folder_.path / "pipe").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  write({"first"}, "  second: {type: dump, inputs: [demo], path: \"${file:" + pipe + "}\"}\n");
  Process process = running();
  std::ofstream(pipe) << (folder_.path / "second.txt").string() << "\n";
  process.awaitLine("component.second: It runs.");
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
}

// Only the plugin knows that: neither can be told from the options' types.
TEST_F(Reload, OfOptionsThatAPluginRefusesSaysAllOfThemAndChangesNothing) {
  Process process = running();
  process.awaitLine("component.first: It runs.");
  write({"second"},
        "  third: {type: dump, inputs: [demo], path: /no/such/folder/third}\n"
        "  web: {type: web, inputs: [demo], bind: nowhere}\n");
  process.awaitLine("The pipeline stays as it is.");
  EXPECT_THAT(process.output(), HasSubstr("line 6, column 3: cannot make \"third\": cannot write"));
  EXPECT_THAT(process.output(), HasSubstr("line 7, column 3: cannot make \"web\": cannot listen"));
  EXPECT_THAT(process.output(), Not(HasSubstr("It has stopped.")));
  write({"first", "second"});
  process.awaitLine("The pipeline was changed: added second; kept 2.");
  EXPECT_EQ(process.end(SIGTERM), 0) << process.output();
}

// The plugin's own code does not come back, and its reload with it.
TEST_F(Reload, ThatDoesNotEndHoldsUpNoStop) {
  Process process = running();
  process.awaitLine("component.first: It runs.");
  write({"first"}, "  stuck: {type: dump, inputs: [demo], path: \"" +
                       (folder_.path / "x.txt").string() + "\", endless: true}\n");
  process.awaitLine("The constructor never ends.");
  EXPECT_EQ(process.end(SIGTERM), 1);
  EXPECT_THAT(process.output(), HasSubstr("does not end: the process ends without it"));
}

// A pipeline of which an option stands in a file of its own: nobody watches that one.
struct ReloadByRequest : ::testing::Test {
  web::TemporaryFolder folder;
  const std::string option = (folder.path / "option").string();

  void write(const std::string& text) const { std::ofstream(option) << text; }
  RunningPipevane running(const std::string& before, const std::string& sinks) const {
    write(before);
    return RunningPipevane(
        "version: 1\nsources:\n  demo: {type: replay, path: demo}\nsinks:\n" + sinks, {});
  }
};

TEST_F(ReloadByRequest, TellsWhatItChangesAndChangesIt) {
  RunningPipevane pipevane =
      running("5m", "  history: {type: history, inputs: [demo], retention: \"${file:" + option +
                        "}\"}\n  web: {type: web, inputs: [demo], port: 0}\n");
  const auto same = pipevane.ask("POST", "/api/pipeline/reload");
  EXPECT_EQ(same.status, 200);
  EXPECT_THAT(same.body, HasSubstr(R"("restarted":[],"rewired":[],"kept":3)"));
  write("6m");
  const auto changed = pipevane.ask("POST", "/api/pipeline/reload");
  EXPECT_EQ(changed.status, 200);
  EXPECT_THAT(changed.body, HasSubstr(R"("restarted":["history"],"rewired":[],"kept":2)"));
  pipevane.awaitLog("The pipeline was changed: made anew history;");
  write("six minutes");
  const auto refused = pipevane.ask("POST", "/api/pipeline/reload");
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("line 5, column"));
  EXPECT_EQ(pipevane.stop(), 0);
}

TEST_F(ReloadByRequest, AnswersThoughTheServerItselfIsMadeAnew) {
  RunningPipevane pipevane =
      running("10", "  web: {type: web, inputs: [demo], port: 0, max_clients: \"${file:" + option +
                        "}\"}\n");
  write("11");
  const auto changed = pipevane.ask("POST", "/api/pipeline/reload");
  EXPECT_EQ(changed.status, 200);
  EXPECT_THAT(changed.body, HasSubstr(R"("restarted":["web"])"));
  pipevane.awaitServer();
  EXPECT_EQ(pipevane.ask("GET", "/health").status, 200);
  EXPECT_EQ(pipevane.stop(), 0);
}

}  // namespace
}  // namespace pipevane::testing
