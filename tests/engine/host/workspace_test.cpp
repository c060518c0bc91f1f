#include "engine/host/workspace.h"

#include "engine/config/problems.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>

#include <fstream>

namespace pipevane::host {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Arguments with(const std::string& option, const std::string& value) {
  Arguments arguments;
  arguments.options.emplace(option, value);
  return arguments;
}

template <class Body>
std::string refusal(Body body) {
  try {
    body();
  } catch (const config::ConfigError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(Workspace, NamesAFileThatIsNoneOrAFolder) {
  for (const auto& [path, why] :
       {std::pair("/no/such/file", "cannot be read"), std::pair("/tmp", "it is a folder")}) {
    SCOPED_TRACE(path);
    EXPECT_THAT(refusal([p = path] { environmentOf(with("env-file", p)); }), HasSubstr(why));
    EXPECT_THAT(refusal([p = path] { pipelineTextOf(with("config", p), {}); }), HasSubstr(why));
  }
}

TEST(Workspace, NamesAFolderOfPluginsThatIsNotThere) {
  EXPECT_THAT(refusal([] { catalogueOf(with("plugins", "/no/such/folder"), {}); }),
              HasSubstr("/no/such/folder"));
  EXPECT_THAT(refusal([] {
                catalogueOf({}, {{"PIPEVANE_PLUGIN_PATH", "/tmp:/no/such/folder"}});
              }),
              AllOf(HasSubstr("/no/such/folder"), HasSubstr("PIPEVANE_PLUGIN_PATH")));
}

// It stays in memory as long as the program runs.
TEST(Workspace, TakesNoMoreMemoryForAFileThanIsInIt) {
  const web::TemporaryFolder folder;
  const std::string file = (folder.path / "pipeline.yaml").string();
  std::ofstream(file) << "version: 1\n";
  const PipelineText text = pipelineTextOf(with("config", file), {});
  EXPECT_EQ(text.yaml, "version: 1\n");
  EXPECT_LT(text.yaml.capacity(), 64U);
}

TEST(Workspace, MakesThePipelineOfTheEnvironmentWithoutAFile) {
  const PipelineText text = pipelineTextOf({}, {});
  EXPECT_TRUE(text.demo);
  EXPECT_THAT(text.yaml, HasSubstr("path: demo"));
}

}  // namespace
}  // namespace pipevane::host
