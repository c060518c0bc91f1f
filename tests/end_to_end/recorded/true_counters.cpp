#include "tests/end_to_end/recorded/true_counters.h"

#include "plugins/proxmox/session/compressed_lines.h"

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <fstream>

namespace pipevane::testing {
namespace {

// Where it was not looked at for longer, nobody knows what was in between.
constexpr std::int64_t kNeighboursMs = 15'000;

// The columns of a guest: pid, uptime, seconds of processor time, its share of them just then, and
// the rest in the order of TrueFigure.
constexpr unsigned kPid = 0, kUptime = 1, kCpu = 2, kBehindShare = 4;

struct Row {
  TrueMoment moment;
  int pid;
  double uptime_s;
};

Row rowOf(std::int64_t time_ms, const Poco::JSON::Array& columns) {
  Row row{{.time_ms = time_ms}, columns.getElement<int>(kPid), columns.getElement<double>(kUptime)};
  row.moment.figures[0] = columns.getElement<double>(kCpu);
  for (unsigned i = 1; i < row.moment.figures.size(); ++i)
    row.moment.figures[i] = columns.getElement<double>(kBehindShare + i - 1);
  return row;
}

std::vector<TrueMoment> withLives(std::vector<Row> rows) {
  std::ranges::sort(rows, {}, [](const Row& row) { return row.moment.time_ms; });
  std::vector<TrueMoment> moments;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool goes_on = i > 0 && rows[i].pid == rows[i - 1].pid &&
                         rows[i].uptime_s >= rows[i - 1].uptime_s &&
                         rows[i].moment.time_ms - rows[i - 1].moment.time_ms <= kNeighboursMs;
    rows[i].moment.life = i == 0 ? 0 : moments.back().life + (goes_on ? 0 : 1);
    moments.push_back(rows[i].moment);
  }
  return moments;
}

}  // namespace

TrueCounters::TrueCounters(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  session::CompressedLines lines(in);
  std::map<std::string, std::vector<Row>> rows;
  std::string_view line;
  while (lines.next(line)) {
    const auto top =
        Poco::JSON::Parser().parse(std::string(line)).extract<Poco::JSON::Object::Ptr>();
    const auto time_ms = static_cast<std::int64_t>(top->getValue<double>("t") * 1000);
    for (const auto& [vmid, columns] : *top->getObject("g"))
      rows[vmid].push_back(rowOf(time_ms, *columns.extract<Poco::JSON::Array::Ptr>()));
  }
  for (auto& [vmid, of] : rows) moments_[vmid] = withLives(std::move(of));
}

std::vector<TrueMoment> TrueCounters::around(const std::string& vmid, std::int64_t time_ms,
                                             std::size_t each_side) const {
  const auto found = moments_.find(vmid);
  if (found == moments_.end()) return {};
  const auto& all = found->second;
  const auto behind = std::ranges::upper_bound(all, time_ms, {}, &TrueMoment::time_ms);
  const auto before = static_cast<std::size_t>(behind - all.begin());
  if (before < each_side || all.size() - before < each_side) return {};
  const auto count = static_cast<std::ptrdiff_t>(each_side);
  std::vector<TrueMoment> near(behind - count, behind + count);
  return near.front().life == near.back().life ? near : std::vector<TrueMoment>{};
}

}  // namespace pipevane::testing
