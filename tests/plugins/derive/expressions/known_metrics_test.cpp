#include "plugins/derive/expressions/known_metrics.h"

#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace pipevane::derive {
namespace {

// The cells of a row of a table, without blanks.
std::vector<std::string> cellsOf(const std::string& row) {
  std::vector<std::string> cells;
  std::istringstream in(row.substr(1));
  for (std::string cell; std::getline(in, cell, '|');) {
    std::erase(cell, ' ');
    cells.push_back(cell);
  }
  return cells;
}

TEST(KnownMetrics, AreThoseOfTheTable) {
  std::ifstream page(PIPEVANE_SOURCE_DIR "/plugins/proxmox/README.md");
  int metrics = 0;
  bool in_table = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("| metric | unit |")) in_table = true;
    if (in_table && line.empty()) break;
    if (!in_table || !line.starts_with("| `")) continue;
    const auto cells = cellsOf(line);
    std::istringstream names(cells[0]);
    for (std::string name; std::getline(names, name, ',');) {
      std::erase(name, '`');
      EXPECT_EQ(knownUnit(name).value_or("none"), cells[1]) << name;
      if (cells[2] == "counter") {
        EXPECT_EQ(knownUnit(name.substr(0, name.size() - 5) + "per_second").value_or("none"),
                  cells[1] + "_per_second");
      }
      ++metrics;
    }
  }
  EXPECT_EQ(metrics, 20) << "as many as are known";
}

TEST(KnownMetrics, AreAlsoWhatIsDerivedOfThem) {
  EXPECT_EQ(knownUnit("cpu_usage_percent"), "percent");
  EXPECT_EQ(knownUnit("swap_used_percent"), "percent");
  EXPECT_EQ(knownUnit("guests_memory_total_bytes"), "bytes");
  EXPECT_EQ(knownUnit("nodes_online_count"), "count");
  EXPECT_EQ(knownUnit("somebodys_figure"), std::nullopt);
}

TEST(KnownMetrics, AreFoundWhereANameIsMisspelt) {
  EXPECT_EQ(knownNameLike("memory_usde_bytes"), "memory_used_bytes");
  EXPECT_EQ(knownNameLike("cpu_usage"), "");
  EXPECT_EQ(knownNameLike("disk_total_byte"), "disk_total_bytes");
}

}  // namespace
}  // namespace pipevane::derive
