// What is exported is what came, to the last bit: the bundled session through the real program,
// beside a sink that writes down every sample.
#include "tests/end_to_end/running_pipevane.h"

#include <gmock/gmock.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <sstream>
#include <tuple>

namespace pipevane::testing {
namespace {

// By entity, metric and time: the bits of the value, none where it is no number, and the quality.
using Samples = std::map<std::tuple<std::string, std::string, std::int64_t>,
                         std::pair<std::uint64_t, std::string>>;

constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();

Samples dumped(const std::string& text) {
  const std::string qualities[] = {"live", "stale", "held", "estimated", "unknown"};
  Samples all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string kind, entity, metric;
    std::int64_t time_ms = 0;
    std::uint64_t bits = 0;
    std::size_t quality = 0;
    words >> kind >> entity >> metric >> time_ms >> std::hex >> bits >> std::dec >> quality;
    if (kind != "sample") continue;
    if (!std::isfinite(std::bit_cast<double>(bits))) bits = kNone;
    // Of several for one time the first one stays.
    all.emplace(std::tuple(entity, metric, time_ms), std::pair(bits, qualities[quality]));
  }
  return all;
}

Samples exported(const std::string& csv) {
  Samples all;
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    double value = 0;
    const std::string& written = cells.at(5);
    std::from_chars(written.data(), written.data() + written.size(), value);
    all.emplace(
        std::tuple(cells.at(2), cells.at(3), std::stoll(cells.at(1))),
        std::pair(written.empty() ? kNone : std::bit_cast<std::uint64_t>(value), cells.at(6)));
  }
  return all;
}

bool allTaken(const RunningPipevane& program) {
  const auto edges = program.json("/api/pipeline")->getArray("edges");
  for (unsigned i = 0; i < edges->size(); ++i)
    if (edges->getObject(i)->getValue<int>("queued") > 0) return false;
  return true;
}

TEST(Export, IsWhatCameToTheLastBit) {
  const web::TemporaryFolder folder;
  const std::string dump = (folder.path / "dump").string();
  RunningPipevane program(
      "version: 1\nsources:\n  lab: {type: replay, speed: max, path: demo}\n"
      "transforms:\n  derived: {type: derive, inputs: [lab]}\n"
      "sinks:\n  history: {type: history, inputs: [derived], retention: 2d}\n"
      "  web: {type: web, port: 0, inputs: [derived]}\n"
      "  dump: {type: dump, inputs: [derived], path: \"" +
          dump + "\"}\n",
      {});
  EXPECT_THAT(program.awaitState("lab", "stopped"), ::testing::HasSubstr("end"));
  while (!allTaken(program)) {
  }
  const Samples all = exported(program.text("/api/metrics/history?format=csv&from=0"));
  EXPECT_EQ(program.stop(), 0) << program.log();
  const Samples came = dumped(contentOf(dump));
  EXPECT_GT(came.size(), 10'000U);
  EXPECT_EQ(all.size(), came.size());
  for (const auto& [sample, value] : came) {
    const auto at = all.find(sample);
    ASSERT_TRUE(at != all.end()) << std::get<0>(sample) << " " << std::get<1>(sample);
    ASSERT_EQ(at->second, value) << std::get<0>(sample) << " " << std::get<1>(sample) << " "
                                 << std::get<2>(sample);
  }
}

}  // namespace
}  // namespace pipevane::testing
