#include "tests/layering/layering.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>

namespace pipevane::layering {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A source tree made for one test, in a folder of its own.
class MadeTree : public testing::Test {
 protected:
  MadeTree() {
    std::string pattern = testing::TempDir() + "layering.XXXXXX";
    root_ = mkdtemp(pattern.data());
  }
  ~MadeTree() override { std::filesystem::remove_all(root_); }

  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  std::vector<std::string> found() const { return violations(SourceTree(root_)); }

 private:
  std::filesystem::path root_;
};

TEST(Layering, TheProjectKeepsItsOwnRules) {
  const SourceTree tree{PIPEVANE_SOURCE_DIR};
  EXPECT_EQ(tree.files().count("engine/sdk/include/pipevane/abi.h"), 1U);
  EXPECT_THAT(violations(tree), IsEmpty());
}

TEST(IncludeLines, AreFoundWithTheirNumbers) {
  const auto lines = includeLines("// top\n#include <vector>\n\n  #  include \"a/b.h\"  // why\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].line, 2);
  EXPECT_TRUE(lines[0].angle);
  EXPECT_EQ(lines[0].name, "vector");
  EXPECT_EQ(lines[1].line, 4);
  EXPECT_FALSE(lines[1].angle);
  EXPECT_EQ(lines[1].name, "a/b.h");
}

TEST(IncludeLines, AreNotSeenWhereThereAreNone) {
  for (const char* text : {"", "\n\n", "#define include <a>", "// #include <a>", "#include",
                           "#include <a", "#include MACRO", "std::string s = \"#include <a>\";"}) {
    SCOPED_TRACE(text);
    EXPECT_THAT(includeLines(text), IsEmpty());
  }
}

TEST_F(MadeTree, MayIncludeDownwards) {
  write("engine/sdk/include/pipevane/abi.h", "#include <stdint.h>\n");
  write("engine/base/clock.h", "#include <pipevane/abi.h>\n");
  write("engine/config/spec.h", "#include \"engine/base/clock.h\"\n");
  write("engine/config/yaml.cpp",
        "#include \"engine/config/spec.h\"\n#include <yaml-cpp/yaml.h>\n");
  write("engine/pipeline/edge.h", "#include \"engine/config/spec.h\"\n");
  write("engine/host/main.cpp",
        "#include \"engine/pipeline/edge.h\"\n#include <Poco/Util/Application.h>\n");
  write("plugins/proxmox/decoder.h", "#include <pipevane/abi.h>\n");
  write("plugins/replay/replay.cpp", "#include \"plugins/proxmox/decoder.h\"\n");
  write("tests/engine/all_test.cpp",
        "#include \"engine/host/main.cpp\"\n#include <yaml-cpp/yaml.h>\n");
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(MadeTree, NamesTheLineThatLooksUpwards) {
  write("engine/pipeline/edge.h", "");
  write("engine/base/clock.h", "// a clock\n\n#include \"engine/pipeline/edge.h\"\n");
  EXPECT_THAT(found(),
              ElementsAre("engine/base/clock.h:3: cannot include \"engine/pipeline/edge.h\": "
                          "engine/base may include itself and engine/sdk"));
}

TEST_F(MadeTree, RefusesWhatNoRoomMayInclude) {
  write("engine/config/spec.h", "");
  write("engine/loader/catalogue.h", "");
  write("engine/sdk/testing/include/pipevane/testing/fake.h", "");
  write("plugins/web/server.h", "");
  write("tests/support/world.h", "");
  const std::pair<const char*, const char*> cases[] = {
      {"engine/loader/a.cpp", "\"engine/config/spec.h\""},
      {"engine/config/a.cpp", "\"engine/loader/catalogue.h\""},
      {"engine/host/a.cpp", "\"plugins/web/server.h\""},
      {"engine/host/a.cpp", "\"tests/support/world.h\""},
      {"engine/host/a.cpp", "<pipevane/testing/fake.h>"},
      {"plugins/history/a.cpp", "\"engine/config/spec.h\""},
      {"plugins/history/a.cpp", "\"plugins/web/server.h\""},
      {"plugins/history/a.cpp", "\"../web/server.h\""},
      {"engine/sdk/include/pipevane/a.h", "<fmt/format.h>"},
      {"engine/sdk/include/pipevane/a.h", "<unistd.h>"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(std::string(each.first) + " " + each.second);
    write(each.first, std::string("#include ") + each.second + "\n");
    EXPECT_THAT(found(), ElementsAre(HasSubstr(std::string(each.first) + ":1: ")));
    write(each.first, "");
  }
}

TEST_F(MadeTree, KnowsNoOtherRooms) {
  write("engine/utils/strings.h", "");
  EXPECT_THAT(found(),
              ElementsAre("engine/utils/strings.h:1: it stands in no room that the rules know"));
}

TEST_F(MadeTree, KeepsThirdPartyLibrariesAtHome) {
  const std::pair<const char*, const char*> cases[] = {
      {"engine/pipeline/a.cpp", "yaml-cpp/yaml.h"},
      {"engine/host/a.cpp", "boost/dll.hpp"},
      {"engine/config/a.cpp", "Poco/Util/Application.h"},
      {"plugins/web/a.cpp", "simdjson.h"},
      {"plugins/web/a.cpp", "sqlite3.h"},
      {"plugins/history/a.cpp", "zstd.h"},
      {"plugins/proxmox/a.cpp", "Poco/Net/HTTPServer.h"},
      {"engine/host/a.cpp", "Poco/Net/WebSocket.h"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(std::string(each.first) + " " + each.second);
    write(each.first, std::string("#include <") + each.second + ">\n");
    EXPECT_THAT(found(), ElementsAre(HasSubstr("which is at home in")));
    write(each.first, "");
  }
}

TEST_F(MadeTree, SeesALibraryThroughAHeader) {
  write("engine/config/node.h", "#include <yaml-cpp/yaml.h>\n");
  write("engine/config/spec.h", "#include \"engine/config/node.h\"\n");
  write("engine/pipeline/edge.cpp", "\n#include \"engine/config/spec.h\"\n");
  EXPECT_THAT(
      found(),
      ElementsAre(
          "engine/pipeline/edge.cpp:2: cannot include \"engine/config/spec.h\": it brings "
          "<yaml-cpp/yaml.h> through \"engine/config/node.h\", which is at home in engine/config"));
}

TEST_F(MadeTree, SurvivesHeadersThatIncludeEachOther) {
  write("engine/base/a.h", "#include \"engine/base/b.h\"\n");
  write("engine/base/b.h", "#include \"engine/base/a.h\"\n");
  EXPECT_THAT(found(), IsEmpty());
}

}  // namespace
}  // namespace pipevane::layering
