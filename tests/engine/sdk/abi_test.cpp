#include "tests/engine/sdk/abi_from_c.h"
#include "tests/engine/sdk/golden_layout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

namespace pipevane {
namespace {

std::string textOf(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

const std::filesystem::path kHeaders =
    std::filesystem::path(PIPEVANE_SOURCE_DIR) / "engine/sdk/include/pipevane";

std::set<std::string> structsIn(const std::filesystem::path& header) {
  const std::string text = textOf(header);
  const std::string begin = "typedef struct ";
  std::set<std::string> names;
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    const auto name = at + begin.size();
    names.insert(text.substr(name, text.find(' ', name) - name));
  }
  return names;
}

TEST(Abi, KeepsTheLayoutThatPluginsWereBuiltAgainst) {
  for (const LayoutRow& row : kGoldenLayout) EXPECT_EQ(row.actual, row.golden) << row.what;
}

TEST(Abi, HasEveryStructInTheGoldenTable) {
  std::set<std::string> listed;
  for (const LayoutRow& row : kGoldenLayout) listed.insert(row.what);
  std::size_t defined = 0;
  for (const auto& header : std::filesystem::directory_iterator(kHeaders))
    for (const std::string& name : structsIn(header)) {
      ++defined;
      EXPECT_EQ(listed.count(name), 1U) << name << " in " << header.path();
    }
  EXPECT_GT(defined, 20U);
}

// A field that is added must make the struct longer, or nobody can tell that it is there.
TEST(Abi, LeavesNoRoomBehindTheLastFieldOfAStruct) {
  std::map<std::string, std::size_t> ends;
  for (const LayoutRow& row : kGoldenLayout) {
    const std::string what = row.what;
    std::size_t& end = ends[what.substr(0, what.find('.'))];
    end = std::max(end, row.end);
  }
  for (const LayoutRow& row : kGoldenLayout)
    if (row.end == 0) {
      EXPECT_EQ(ends.at(row.what), row.actual) << row.what;
    }
}

TEST(Abi, KeepsTheMeaningOfItsNumbers) {
  EXPECT_EQ(PV_MAGIC, 0x31564E50U);
  EXPECT_EQ(PV_ABI_MAJOR, 1U);
  EXPECT_EQ(PV_NONE, 0xFFFFFFFFU);
  EXPECT_STREQ(PV_SYMBOL, "pipevane_plugin");
  const std::pair<int, int> golden[] = {{PV_OK, 0},
                                        {PV_RETRY, 1},
                                        {PV_DROP, 2},
                                        {PV_STOPPED, 3},
                                        {PV_FAILED, 4},
                                        {PV_GONE, 5},
                                        {PV_LIVE, 0},
                                        {PV_STALE, 1},
                                        {PV_HELD, 2},
                                        {PV_ESTIMATED, 3},
                                        {PV_UNKNOWN, 4},
                                        {PV_UPSERT, 0},
                                        {PV_REMOVE, 1},
                                        {PV_SEVERITY_INFO, 0},
                                        {PV_SEVERITY_NOTICE, 1},
                                        {PV_SEVERITY_WARNING, 2},
                                        {PV_SEVERITY_ERROR, 3},
                                        {PV_LOG_ERROR, 0},
                                        {PV_LOG_WARN, 1},
                                        {PV_LOG_INFO, 2},
                                        {PV_LOG_DEBUG, 3},
                                        {PV_PATH_DATA, 0},
                                        {PV_PATH_SHARE, 1},
                                        {PV_SOURCE, 0},
                                        {PV_TRANSFORM, 1},
                                        {PV_SINK, 2},
                                        {PV_STARTING, 0},
                                        {PV_RUNNING, 1},
                                        {PV_DEGRADED, 2},
                                        {PV_HAS_FAILED, 3},
                                        {PV_STOPPING, 4},
                                        {PV_HAS_STOPPED, 5},
                                        {PV_POLICY_BLOCK, 0},
                                        {PV_POLICY_DROP_OLDEST, 1},
                                        {PV_BOOL, 0},
                                        {PV_INTEGER, 1},
                                        {PV_NUMBER, 2},
                                        {PV_TEXT, 3},
                                        {PV_DURATION, 4},
                                        {PV_BYTES, 5},
                                        {PV_LIST, 6},
                                        {PV_MAP, 7},
                                        {PV_AVERAGE, 0},
                                        {PV_MINIMUM, 1},
                                        {PV_MAXIMUM, 2},
                                        {PV_LAST, 3},
                                        {PV_RATE, 4},
                                        {PV_RATE_GAP_MS, 300'000},
                                        {PV_COMBINE_NONE, 0},
                                        {PV_COMBINE_SUM, 1},
                                        {PV_COMBINE_AVERAGE, 2},
                                        {PV_COMBINE_MINIMUM, 3},
                                        {PV_COMBINE_MAXIMUM, 4}};
  for (std::size_t i = 0; i < std::size(golden); ++i)
    EXPECT_EQ(golden[i].first, golden[i].second) << "row " << i;
  EXPECT_EQ(PV_SAMPLES, 1U);
  EXPECT_EQ(PV_ENTITIES, 2U);
  EXPECT_EQ(PV_EVENTS, 4U);
  EXPECT_EQ(PV_EXCHANGES, 8U);
  EXPECT_EQ(PV_BACKFILL, 1U);
  EXPECT_EQ(PV_END_OF_CYCLE, 2U);
}

TEST(Abi, IsTheSameInC) {
  EXPECT_EQ(sizeOfTypesInC(), sizeof(pv_plugin) + sizeof(pv_component_type) + sizeof(pv_component) +
                                  sizeof(pv_option) + sizeof(pv_value) + sizeof(pv_batch) +
                                  sizeof(pv_metric) + sizeof(pv_history_query) +
                                  sizeof(pv_inspect));
  EXPECT_EQ(pluginMadeInC()->magic, PV_MAGIC);
  EXPECT_EQ(pluginMadeInC()->size, sizeof(pv_plugin));
}

}  // namespace
}  // namespace pipevane
