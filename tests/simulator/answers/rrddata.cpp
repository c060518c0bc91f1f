#include "tests/simulator/answers/answers.h"

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <stdexcept>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;
using Figure = std::function<double(const Figures&)>;
using Fields = std::vector<std::pair<const char*, Figure>>;

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

template <class Integer>
Figure whole(Integer Figures::*member) {
  return [member](const Figures& at) { return static_cast<double>(at.*member); };
}
Figure rate(std::int64_t Load::*member) {
  return [member](const Figures& at) { return static_cast<double>(at.load.*member); };
}
Figure fixed(double value) {
  return [value](const Figures&) { return value; };
}

Array rowsOf(const Cycles& cycles, const Frame& frame, std::int64_t now_s, const Fields& fields) {
  Array rows;
  const std::int64_t last_s = now_s / frame.step_s * frame.step_s;
  for (std::int64_t i = frame.rows - 1; i >= 0; --i) {
    const std::int64_t time_s = last_s - i * frame.step_s;
    Object row;
    row.set("time", time_s);
    const auto before = [](std::int64_t limit_s) {
      return [limit_s](const Figures& at) { return at.at_s <= limit_s; };
    };
    // What lies in the step that ends there; nothing is known of the others.
    const auto begin = std::ranges::partition_point(cycles, before(time_s - frame.step_s));
    const auto end = std::ranges::partition_point(cycles, before(time_s));
    for (const auto& [name, figure] : fields) {
      double sum = 0, count = 0;
      for (auto at = begin; at != end; ++at)
        if (at->broadcast) sum += figure(*at), ++count;
      if (count > 0) row.set(name, sum / count);
    }
    rows.add(row);
  }
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

Array nodeHistory(const View& view, const Node& node, const std::string& timeframe) {
  const double cpus = node.cpus;
  Fields fields = {{"loadavg", [cpus](const Figures& at) { return at.cpu * cpus; }},
                   {"maxcpu", fixed(cpus)},
                   {"cpu", whole(&Figures::cpu)},
                   {"iowait", [](const Figures& at) { return at.cpu / 20; }},
                   {"memtotal", whole(&Figures::memory_total)},
                   {"memused", whole(&Figures::memory)},
                   {"swaptotal", fixed(8.0 * (1LL << 30))},
                   {"swapused", whole(&Figures::swap)},
                   {"roottotal", whole(&Figures::disk_total)},
                   {"rootused", whole(&Figures::disk)},
                   {"netin", rate(&Load::receive)},
                   {"netout", rate(&Load::transmit)}};
  if (view.version.pressure()) {
    fields.emplace_back("memavailable", [](const Figures& at) {
      return static_cast<double>(at.memory_total - at.memory);
    });
    fields.emplace_back("arcsize", fixed(0));
    for (const char* name : {"pressurecpusome", "pressureiosome", "pressureiofull",
                             "pressurememorysome", "pressurememoryfull"})
      fields.emplace_back(name, fixed(0.25));
  }
  return rowsOf(node.cycles, frameOf(view.version, timeframe), view.world.nowS(), fields);
}

Array guestHistory(const View& view, const Guest& guest, const std::string& timeframe) {
  Fields fields = {{"maxcpu", fixed(guest.cpus)},
                   {"cpu", whole(&Figures::cpu)},
                   {"maxmem", whole(&Figures::memory_total)},
                   {"mem", whole(&Figures::memory)},
                   {"maxdisk", whole(&Figures::disk_total)},
                   {"disk", whole(&Figures::disk)},
                   {"netin", rate(&Load::receive)},
                   {"netout", rate(&Load::transmit)},
                   {"diskread", rate(&Load::read)},
                   {"diskwrite", rate(&Load::written)}};
  if (view.version.hostMemory())
    fields.emplace_back("memhost", guest.container ? fixed(0) : whole(&Figures::memory));
  return rowsOf(guest.cycles, frameOf(view.version, timeframe), view.world.nowS(), fields);
}

Array storageHistory(const View& view, const Storage& storage, const std::string& timeframe) {
  const Fields fields = {{"total", whole(&Figures::disk_total)}, {"used", whole(&Figures::disk)}};
  return rowsOf(storage.cycles, frameOf(view.version, timeframe), view.world.nowS(), fields);
}

}  // namespace pipevane::simulator
