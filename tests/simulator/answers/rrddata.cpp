#include "tests/simulator/answers/answers.h"
#include "tests/simulator/answers/rrd_file.h"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;
using Figure = RrdFile::Figure;
using Fields = RrdFile::Fields;

struct Frame {
  const char* name;
  std::int64_t step_s, rows;
};
constexpr std::array<Frame, 6> kNine = {{{"hour", 60, 60},
                                         {"day", 60, 1440},
                                         {"week", 1800, 336},
                                         {"month", 1800, 1440},
                                         {"year", 21'600, 1440},
                                         {"decade", 604'800, 570}}};
constexpr std::array<Frame, 5> kOlder = {{{"hour", 60, 70},
                                          {"day", 1800, 70},
                                          {"week", 10'800, 70},
                                          {"month", 43'200, 70},
                                          {"year", 604'800, 70}}};

Figure whole(double Moment::*member) {
  return [member](const Moment& at) { return std::optional(at.*member); };
}
// Unknown of what does not run.
Figure ofRunning(double Moment::*member) {
  return
      [member](const Moment& at) { return at.running ? std::optional(at.*member) : std::nullopt; };
}
Figure rate(std::int64_t Load::*member) {
  return [member](const Moment& at) {
    return at.running ? std::optional(static_cast<double>(at.load.*member)) : std::nullopt;
  };
}
template <class Number>
Figure fixed(Number value) {
  return [value = static_cast<double>(value)](const Moment&) { return std::optional(value); };
}

void addRow(Array& rows, const RrdFile& file, std::int64_t end_s, std::int64_t step_s,
            bool maximum) {
  Object row;
  row.set("time", end_s);
  const auto known = file.row(end_s, step_s, maximum);
  for (std::size_t i = 0; i < known.size(); ++i)
    if (known[i]) row.set(file.fields()[i].first, *known[i]);
  rows.add(row);
}

// The rows of the files that were there before the upgrade.
void addOlder(Array& rows, const RrdFile& file, const char* name, std::int64_t after_s,
              std::int64_t upgraded_s, bool maximum) {
  const auto older = std::ranges::find(kOlder, std::string_view(name), &Frame::name);
  if (older == kOlder.end()) return;
  const std::int64_t step_s = older->step_s;
  for (std::int64_t end_s = after_s / step_s * step_s; end_s <= upgraded_s; end_s += step_s)
    if (end_s > after_s) addRow(rows, file, end_s, step_s, maximum);
}

Array rowsOf(const RrdFile& file, const Frame& frame, const World& world, bool maximum) {
  Array rows;
  const std::int64_t step_s = frame.step_s;
  const std::int64_t last_s = world.nowS() / step_s * step_s;
  std::int64_t first_s = last_s - (frame.rows - 1) * step_s;
  if (world.upgradedS() > first_s - step_s) {
    addOlder(rows, file, frame.name, first_s - step_s, world.upgradedS(), maximum);
    first_s = (world.upgradedS() / step_s + 2) * step_s;
  }
  for (std::int64_t end_s = first_s; end_s <= last_s; end_s += step_s)
    addRow(rows, file, end_s, step_s, maximum);
  return rows;
}

std::span<const Frame> framesOf(const Version& version) {
  return version.major >= 9 ? std::span<const Frame>(kNine) : std::span<const Frame>(kOlder);
}

const Frame& frameOf(const Version& version, const std::string& name) {
  const auto frames = framesOf(version);
  const auto found = std::ranges::find(frames, name, &Frame::name);
  if (found == frames.end()) throw std::out_of_range("no time frame " + name);
  return *found;
}

}  // namespace

std::vector<std::string> timeframes(const Version& version) {
  std::vector<std::string> names;
  for (const Frame& each : framesOf(version)) names.emplace_back(each.name);
  return names;
}

Array nodeHistory(const View& view, const Node& node, const RrdWish& wish) {
  const double cpus = node.cpus;
  Fields fields = {{"loadavg", [cpus](const Moment& at) { return std::optional(at.cpu * cpus); }},
                   {"maxcpu", fixed(cpus)},
                   {"cpu", whole(&Moment::cpu)},
                   {"iowait", [](const Moment& at) { return std::optional(at.cpu / 20); }},
                   {"memtotal", fixed(node.memory_total)},
                   {"memused", whole(&Moment::memory)},
                   {"swaptotal", fixed(kSwapTotal)},
                   {"swapused", fixed(World::kNodeSwap)},
                   {"roottotal", fixed(node.disk_total)},
                   {"rootused", whole(&Moment::used)},
                   {"netin", rate(&Load::receive)},
                   {"netout", rate(&Load::transmit)}};
  if (view.version.pressure()) {
    const auto total = static_cast<double>(node.memory_total);
    fields.emplace_back("memavailable",
                        [total](const Moment& at) { return std::optional(total - at.memory); });
    fields.emplace_back("arcsize", whole(&Moment::arc));
    for (const char* name : {"pressurecpusome", "pressureiosome", "pressureiofull",
                             "pressurememorysome", "pressurememoryfull"})
      fields.emplace_back(name, fixed(0.25));
  }
  return rowsOf({view.world, node, std::move(fields)}, frameOf(view.version, wish.timeframe),
                view.world, wish.maximum);
}

Array guestHistory(const View& view, const Guest& guest, const RrdWish& wish) {
  Fields fields = {{"maxcpu", fixed(guest.cpus)},         {"cpu", ofRunning(&Moment::cpu)},
                   {"maxmem", fixed(guest.memory_total)}, {"mem", ofRunning(&Moment::memory)},
                   {"maxdisk", fixed(guest.disk_total)},  {"disk", whole(&Moment::used)},
                   {"netin", rate(&Load::receive)},       {"netout", rate(&Load::transmit)},
                   {"diskread", rate(&Load::read)},       {"diskwrite", rate(&Load::written)}};
  if (view.version.hostMemory())
    fields.emplace_back("memhost", guest.container ? fixed(0) : ofRunning(&Moment::memory_host));
  return rowsOf({view.world, guest, std::move(fields)}, frameOf(view.version, wish.timeframe),
                view.world, wish.maximum);
}

Array storageHistory(const View& view, const Storage& storage, const RrdWish& wish) {
  Fields fields = {{"total", fixed(storage.total)}, {"used", whole(&Moment::used)}};
  return rowsOf({view.world, storage, std::move(fields)}, frameOf(view.version, wish.timeframe),
                view.world, wish.maximum);
}

}  // namespace pipevane::simulator
