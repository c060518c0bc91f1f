// Writes the figures of a fleet to the standard output, for who keeps them elsewhere:
//   recorded_figures json|openmetrics GUESTS CYCLES BEGIN_MS
// "json" are the lines that VictoriaMetrics imports, "openmetrics" is what promtool makes blocks
// of.
#include "tests/bench/recorded_guests.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using pipevane::bench::RecordedGuests;

struct Fleet {
  std::size_t guests, cycles;
  std::int64_t begin_ms;
  std::vector<std::vector<double>> series;  // guest after guest, by kind

  std::string_view metric(std::size_t kind) const { return RecordedGuests::kKinds[kind].metric; }
  std::int64_t timeMs(std::size_t cycle) const {
    return begin_ms + static_cast<std::int64_t>(cycle) * 10'000;
  }
};

Fleet made(std::size_t guests, std::size_t cycles, std::int64_t begin_ms) {
  Fleet fleet{guests, cycles, begin_ms, {}};
  fleet.series.resize(guests * RecordedGuests::kMetrics);
  RecordedGuests figures(guests, 7);
  for (std::size_t cycle = 0; cycle < cycles; ++cycle) {
    figures.cycle();
    for (std::size_t i = 0; i < fleet.series.size(); ++i)
      fleet.series[i].push_back(figures.values()[i]);
  }
  return fleet;
}

// As short as it can be read back.
void append(std::string& text, auto number) {
  char digits[32];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void write(std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  text.clear();
}

void writeJson(const Fleet& fleet) {
  std::string line;
  for (std::size_t i = 0; i < fleet.series.size(); ++i) {
    line = R"({"metric":{"__name__":")";
    line += fleet.metric(i % RecordedGuests::kMetrics);
    line += R"(","id":"lab/vm/)" + std::to_string(100 + i / RecordedGuests::kMetrics);
    line += R"("},"values":[)";
    for (std::size_t cycle = 0; cycle < fleet.cycles; ++cycle) {
      if (cycle > 0) line += ',';
      append(line, fleet.series[i][cycle]);
    }
    line += R"(],"timestamps":[)";
    for (std::size_t cycle = 0; cycle < fleet.cycles; ++cycle) {
      if (cycle > 0) line += ',';
      append(line, fleet.timeMs(cycle));
    }
    line += "]}\n";
    write(line);
  }
}

void writeOpenMetrics(const Fleet& fleet) {
  std::string text;
  for (std::size_t kind = 0; kind < RecordedGuests::kMetrics; ++kind)
    for (std::size_t guest = 0; guest < fleet.guests; ++guest) {
      const auto& values = fleet.series[guest * RecordedGuests::kMetrics + kind];
      for (std::size_t cycle = 0; cycle < fleet.cycles; ++cycle) {
        text += fleet.metric(kind);
        text += R"({id="lab/vm/)" + std::to_string(100 + guest) + "\"} ";
        append(text, values[cycle]);
        text += ' ';
        append(text, static_cast<double>(fleet.timeMs(cycle)) / 1000);
        text += '\n';
      }
      write(text);
    }
  std::puts("# EOF");
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  if (given.size() != 4 || (given[0] != "json" && given[0] != "openmetrics")) {
    std::fputs("usage: recorded_figures json|openmetrics GUESTS CYCLES BEGIN_MS\n", stderr);
    return 64;
  }
  const Fleet fleet = made(std::stoul(given[1]), std::stoul(given[2]), std::stoll(given[3]));
  if (given[0] == "json")
    writeJson(fleet);
  else
    writeOpenMetrics(fleet);
  return 0;
}
