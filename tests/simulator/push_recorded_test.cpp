// That the simulator pushes what the real product pushed: the same names, whatever the values.
#include "plugins/proxmox/session/compressed_lines.h"
#include "tests/fixtures/recordings.h"
#include "tests/simulator/push/push_cycle.h"
#include "tests/simulator/world/population.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <regex>
#include <set>
#include <sstream>

namespace pipevane::simulator {
namespace {

using Names = std::set<std::string>;
using TakeLine = std::function<void(Names&, const std::string&)>;

// Lines of streams that are looked at: all names come soon, and text of 18 MB is long.
constexpr int kLinesMost = 60'000;

std::string general(std::string name) {
  static const std::vector<std::pair<std::regex, const char*>> rules = {
      {std::regex(R"((tap|veth|fwpr|fwln)\d+[ip]\d+)"), "CARD"},
      {std::regex(R"(\b(scsi|ide|sata|virtio)\d+)"), "DRIVE"},
      {std::regex(R"(_(scsi|ide|sata|virtio)\d+_)"), "_DRIVE_"}};
  for (const auto& [pattern, with] : rules) name = std::regex_replace(name, pattern, with);
  return name;
}

// Measurement, kind of object, names of tags, and each field.
void takeInflux(Names& names, const std::string& line) {
  static const std::regex text(R"("(\\.|[^"\\])*")");
  static const std::regex shape(R"(^([^,]+)((?:,[^ =]+=(?:\\ |[^ ,])+)+) (\S+) (\d{10}0{9})$)");
  const std::string plain = std::regex_replace(line, text, "TEXT");
  std::smatch parts;
  if (!std::regex_match(plain, parts, shape)) return;
  std::string tags, kind;
  static const std::regex tag(R"(,([^ =]+)=((?:\\ |[^ ,])+))");
  const std::string all = parts[2];
  for (std::sregex_iterator each(all.begin(), all.end(), tag), end; each != end; ++each) {
    tags += "," + (*each)[1].str();
    if ((*each)[1] == "object") kind = (*each)[2];
  }
  std::istringstream fields(parts[3]);
  for (std::string field; std::getline(fields, field, ',');) {
    const bool is_text = field.ends_with("=TEXT");
    names.insert(kind + " " + parts[1].str() + tags + " " + field.substr(0, field.find('=')) +
                 (is_text ? " text" : " number"));
  }
}

void takeGraphite(Names& names, const std::string& line) {
  static const std::regex shape(
      R"(^(?:lab\.pve|proxmox)\.(nodes|qemu|lxc|storages)\.([^. ]+\.)(\S+) -?[0-9.e+-]+ \d{10}$)");
  std::smatch parts;
  if (!std::regex_match(line, parts, shape)) return;
  std::string rest = parts[3];
  if (parts[1] == "storages") rest = rest.substr(rest.find('.') + 1);
  names.insert(parts[1].str() + " " + general(rest));
}

void takeOtlp(Names& names, const std::string& line) {
  if (!line.starts_with(R"({"resourceMetrics")")) return;
  const auto resource = Poco::JSON::Parser()
                            .parse(line)
                            .extract<Poco::JSON::Object::Ptr>()
                            ->getArray("resourceMetrics")
                            ->getObject(0);
  const auto keysOf = [](const Poco::JSON::Object& holder) {
    std::string keys;
    const auto list = holder.getArray("attributes");
    for (unsigned i = 0; i < list->size(); ++i)
      keys += "," + list->getObject(i)->getValue<std::string>("key");
    return keys;
  };
  names.insert("resource " + keysOf(*resource->getObject("resource")));
  const auto metrics = resource->getArray("scopeMetrics")->getObject(0)->getArray("metrics");
  for (unsigned i = 0; i < metrics->size(); ++i) {
    const auto metric = metrics->getObject(i);
    const char* const kind = metric->has("sum") ? "sum" : "gauge";
    const auto data = metric->getObject(kind);
    std::string shape;
    for (const std::string& each : data->getNames()) shape += " " + each;
    names.insert(general(metric->getValue<std::string>("name")) + " " + kind + shape +
                 keysOf(*data->getArray("dataPoints")->getObject(0)));
  }
}

Names recorded(const std::string& stream, const TakeLine& take) {
  std::ifstream in(testing::recordings() / "push" / (stream + ".bin.zst"), std::ios::binary);
  session::CompressedLines lines(in);
  Names names;
  std::string_view line;
  for (int i = 0; i < kLinesMost && lines.next(line); ++i) take(names, std::string(line));
  EXPECT_EQ(lines.problem(), "");
  return names;
}

// With everything in it that the recorded cluster had: tags, locks, templates, a machine that is
// named with a number, one without a balloon.
Names simulated(const std::string& address, const TakeLine& take) {
  constexpr std::int64_t kBegin = 1'795'000'000;
  World world(makePopulation("sim", 2, 60, 7, kBegin), 7, kBegin, 60);
  world.guest(100).lock = "backup";
  world.rename(101, "123");
  world.guest(102).balloon = false;
  world.guest(106).is_template = true;
  for (const Guest& each : world.guests()) {
    if (!each.container) continue;
    world.guest(each.vmid).lock = "snapshot";
    world.guest(each.vmid + 5).is_template = true;
    break;
  }
  world.advanceTo(kBegin + 20);
  Names names;
  for (const Node& node : world.nodes())
    for (const PushPayload& each :
         pushCycle(world, Version::ofMajor(9), node, pushTargetOf(address))) {
      std::istringstream lines(each.body());
      for (std::string line; std::getline(lines, line);) take(names, line);
    }
  return names;
}

TEST(RecordedPush, HasTheNamesOfTheSimulator) {
  if (!std::filesystem::exists(testing::recordings())) GTEST_SKIP() << "no recordings here";
  const struct {
    const char *stream, *address;
    TakeLine take;
  } cases[] = {
      {"push-influx-udp", "influx-udp://h:1", takeInflux},
      {"push-influx-http", "influx-http://h:1", takeInflux},
      {"push-graphite-udp", "graphite-udp://h:1", takeGraphite},
      {"push-graphite-tcp", "graphite-tcp://h:1?path=lab.pve", takeGraphite},
      {"push-otel-http", "otlp-http://h:1", takeOtlp},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.stream);
    const Names real = recorded(each.stream, each.take);
    EXPECT_GT(real.size(), 50U);
    EXPECT_THAT(simulated(each.address, each.take), ::testing::ContainerEq(real));
  }
}

}  // namespace
}  // namespace pipevane::simulator
