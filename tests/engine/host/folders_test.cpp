#include "engine/host/folders.h"

#include <gmock/gmock.h>

namespace pipevane::host {
namespace {

using ::testing::EndsWith;

TEST(Folders, AreSearchedFromTheCommandLineToTheOneInTheBox) {
  const auto folders =
      pluginFolders({"mine", "yours"}, {{"PIPEVANE_PLUGIN_PATH", "/opt/a::/opt/b"}});
  ASSERT_EQ(folders.size(), 5u);
  EXPECT_EQ(folders[0], "mine");
  EXPECT_EQ(folders[1], "yours");
  EXPECT_EQ(folders[2], "/opt/a");
  EXPECT_EQ(folders[3], "/opt/b");
  EXPECT_THAT(folders[4].string(), EndsWith("pipevane/plugins"));
}

TEST(Folders, AreBesideTheBinary) {
  EXPECT_EQ(installedPrefix(), PIPEVANE_BUILD_DIR);
  EXPECT_EQ(shareFolder(), installedPrefix() / "share/pipevane");
}

}  // namespace
}  // namespace pipevane::host
