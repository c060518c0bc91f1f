// A change of the pipeline that is taken back, because the start of one in it fails.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>

namespace pipevane::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct AChangeThatIsTakenBack : ::testing::Test {
  std::string path(const std::string& name) const { return (folder.path / name).string(); }
  // A sink whose plugin is not asked before its start.
  std::string dump(const std::string& id, const std::string& more) const {
    return "  " + id + ": {type: dump, inputs: [source], path: \"" + path(id) + "\", " + more +
           "}\n";
  }
  static std::string yaml(const std::string& source, const std::string& sinks) {
    return "version: 1\nsources:\n" + source +
           "sinks:\n  web: {type: web, inputs: [source], port: 0}\n" + sinks;
  }
  std::string ofDemo(const std::string& sinks) const {
    return yaml("  source: {type: replay, path: demo, loop: true}\n", sinks);
  }
  // In one moment, as an editor does it. The program sees it by itself.
  void write(const RunningPipevane& pipevane, const std::string& text) const {
    std::ofstream(folder.path / "fresh") << text;
    std::filesystem::rename(folder.path / "fresh", pipevane.folder() / "pipeline.yaml");
  }

  web::TemporaryFolder folder;
};

struct OfARecording : AChangeThatIsTakenBack, ::testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(ThatOverwrites, OfARecording, ::testing::Values("false", "true"));

TEST_P(OfARecording, LosesNothingOfItAndItGoesOn) {
  simulator::Settings settings;
  settings.guests = 5;
  simulator::Simulator cluster(settings);
  const auto with = [&](const std::string& tape, const std::string& more) {
    return yaml(sourceYaml("source", cluster),
                "  tape: {type: recorder, inputs: [source], path: \"" + path(tape) +
                    "\", overwrite: " + GetParam() + "}\n" + more);
  };
  RunningPipevane pipevane(with("a.zst", ""), {{"SECRET", settings.token_secret}});
  const auto awaitFile = [&](const std::string& name) {
    pipevane.await([&](const auto&, const auto&) {
      std::error_code missing;
      const auto size = std::filesystem::file_size(path(name), missing);
      return !missing && size > 0;
    });
  };
  awaitFile("a.zst");
  const std::string recorded = contentOf(path("a.zst"));
  write(pipevane, with("b.zst", dump("other", "torn: true")));
  pipevane.awaitLog("is now what it was before: taken out again other; made anew once more tape;");
  EXPECT_EQ(pipevane.awaitState("tape", "running"), "");
  awaitFile("a-2.zst");
  EXPECT_THAT(contentOf(path("a.zst")), StartsWith(recorded));
  write(pipevane, with("b.zst", dump("other", "torn: false")));
  pipevane.awaitLog("The pipeline was changed: added other; made anew tape;");
  EXPECT_EQ(pipevane.awaitState("tape", "running"), "");
  awaitFile("b.zst");
}

TEST_F(AChangeThatIsTakenBack, IsNotSaidToBeAsBeforeWhereOneDoesNotStartAgain) {
  const std::string by = "torn_by: \"" + path("scissors") + "\"";
  RunningPipevane pipevane(ofDemo(dump("tape", by)), {});
  EXPECT_EQ(pipevane.awaitState("tape", "running"), "");
  std::ofstream(path("scissors")) << "here";
  // Asked for once: another one is refused until the log has all of this one.
  std::ofstream(pipevane.folder() / "pipeline.yaml") << ofDemo(dump("tape", by + ", torn: true"));
  const auto answer = pipevane.ask("POST", "/api/pipeline/reload");
  pipevane.awaitLog("\"tape\" does not start again, and is tried on: the tape is torn");
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, AllOf(HasSubstr("The pipeline was changed for this and back again: made "
                                           "anew once more tape;"),
                                 HasSubstr("does not start again")));
  for (const std::string& said : {answer.body, pipevane.log()})
    EXPECT_THAT(said, AllOf(Not(HasSubstr("is now what it was")),
                            Not(HasSubstr("and the pipeline is what it was"))));
}

// Both ways there is one that does not stop.
TEST_F(AChangeThatIsTakenBack, IsAnsweredInTimeWhateverIsStuck) {
  RunningPipevane pipevane(ofDemo(dump("slow", "stuck: true")), {});
  EXPECT_EQ(pipevane.awaitState("slow", "running"), "");
  std::ofstream(pipevane.folder() / "pipeline.yaml")
      << ofDemo("  slow: {type: dump, inputs: [source], path: \"" + path("else") +
                "\", stuck: true}\n" + dump("other", "torn: true"));
  const auto answer = pipevane.ask("POST", "/api/pipeline/reload");
  EXPECT_EQ(answer.status, 422) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr("made anew once more slow"));
}

TEST_F(AChangeThatIsTakenBack, IsLeftAsItIsWhereTheProgramIsToldToStopMeanwhile) {
  const std::string file = path("pipeline.yaml");
  const auto text = [&](const std::string& sinks) {
    return "version: 1\nsources:\n  source: {type: replay, path: demo, loop: true}\nsinks:\n" +
           sinks;
  };
  std::ofstream(file) << text(dump("slow", "stuck: true"));
  Process process({pipevaneProgram(), "run", "--config", file},
                  {{"PIPEVANE_PLUGIN_PATH", PIPEVANE_DUMP_FOLDER}});
  process.awaitLine("component.slow: It runs.");
  std::ofstream(folder.path / "fresh")
      << text("  slow: {type: dump, inputs: [source], path: \"" + path("else") +
              "\", stuck: true}\n" + dump("other", "torn: true"));
  std::filesystem::rename(folder.path / "fresh", file);
  process.awaitLine("The flush never ends.");
  EXPECT_EQ(process.end(SIGTERM), 1);
  EXPECT_THAT(process.output(),
              AllOf(HasSubstr("It is not changed back, as the program is told to stop."),
                    HasSubstr("Stopping;"), HasSubstr("\"slow\" does not stop; the process ends"),
                    Not(HasSubstr("What was under way"))));
}

}  // namespace
}  // namespace pipevane::testing
