// Every figure of an answer in turn in every wrong shape: what comes out is a part of what comes
// out of the whole answer, whoever else is in it loses nothing, and what is odd is counted.
#include "tests/fixtures/recordings.h"
#include "tests/plugins/proxmox/fleet.h"
#include "tests/simulator/answers/answers.h"
#include "tests/simulator/world/population.h"

#include <Poco/JSON/Parser.h>

#include <cmath>
#include <set>
#include <sstream>

namespace pipevane::proxmox {
namespace {

using Poco::Dynamic::Var;
using RowPtr = Poco::JSON::Object::Ptr;

constexpr std::int64_t kBeginS = 1'795'000'000;
constexpr std::int64_t kAskedMs = 1'795'455'489'000;

// The lists of one cluster at one time.
struct Answers {
  std::string resources, figures;
  std::int64_t asked_ms = 0;
};

Answers simulated() {
  const simulator::World world(simulator::makePopulation("lab", 2, 8, 7, kBeginS), 7, kBeginS, 60);
  const auto version = simulator::Version::ofMajor(9);
  const auto rights = simulator::Rights::auditor(version);
  const simulator::View view{world, version, world.nodes().front(), rights};
  std::ostringstream list;
  simulator::clusterResources(view, "").stringify(list);
  return {R"({"data":)" + list.str() + "}",
          R"({"data":)" + simulator::metricsExport(view, {}).json + "}", kBeginS * 1000};
}

Answers recorded() {
  return {testing::recordedText("mon-cluster_resources.body"),
          testing::recordedText("mon-cluster_metrics_export.body"), kAskedMs};
}

// A sample that has a value: entity, metric, time.
using Place = std::tuple<std::string, std::string, std::int64_t>;

struct Outcome {
  std::map<Place, double> samples;
  std::map<std::string, std::map<std::string, std::string>> entities;
  std::uint64_t surprises = 0;
};

Outcome outcomeOf(Fleet& fleet) {
  Outcome outcome{{}, fleet.entities, fleet.decoder.surprises().total()};
  const auto& dictionary = fleet.host.dictionary();
  for (const auto& batch : fleet.host.pushed())
    for (std::size_t i = 0; i < batch.series().size(); ++i) {
      if (std::isnan(batch.values()[i])) continue;
      const SeriesInfo of = dictionary.of(batch.series()[i]);
      outcome.samples[{std::string(dictionary.key(of.entity)),
                       std::string(dictionary.info(of.metric).name), batch.timeMs()}] =
          batch.values()[i];
    }
  return outcome;
}

enum class Answer { kList, kExport };

struct Mutated {
  const char* name;
  Var value = {};
  bool counted = true;
  bool absent = false;
  bool may_be_told = false;
};

std::string keyOf(const RowPtr& row) {
  const std::string id = row->getValue<std::string>("id");
  if (id.find("qemu/") == 0) return "lab/vm/" + id.substr(5);
  if (id.find("lxc/") == 0) return "lab/container/" + id.substr(4);
  // A shared one has one key for all nodes.
  if (id.find("storage/") == 0) return "lab/storage/";
  return "lab/" + id;
}

class Mutations : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam() && !std::filesystem::exists(testing::recordings()))
      GTEST_SKIP() << "no recordings here";
    answers_ = GetParam() ? recorded() : simulated();
  }
  // The rows of an answer that is going to be changed.
  Poco::JSON::Array::Ptr open(Answer answer) {
    answer_ = answer;
    document_ = Poco::JSON::Parser()
                    .parse(answer == Answer::kList ? answers_.resources : answers_.figures)
                    .extract<RowPtr>();
    return answer == Answer::kList ? document_->getArray("data")
                                   : document_->getObject("data")->getArray("data");
  }
  // The list is that of a server without an export, so that its figures are told.
  Outcome decode() {
    std::ostringstream body;
    document_->stringify(body);
    Fleet fleet;
    fleet.version(answer_ == Answer::kList ? "8.1" : "9.2");
    if (answer_ == Answer::kExport)
      fleet.answer("/cluster/resources", answers_.resources, answers_.asked_ms);
    const char* path = answer_ == Answer::kList ? "/cluster/resources" : "/cluster/metrics/export";
    EXPECT_TRUE(fleet.answer(path, body.str(), answers_.asked_ms).understood);
    return outcomeOf(fleet);
  }
  // Of every shape of one member.
  void change(RowPtr row, const std::string& key, const Outcome& whole) {
    const Var value = row->get(key);
    // Nothing at all is no surprise in the list, where any figure may be missing.
    const bool counted = answer_ == Answer::kExport;
    const Mutated all[] = {
        {.name = "absent", .counted = counted, .absent = true},
        {.name = "null", .counted = counted},
        {.name = "true", .value = true},
        {.name = "a word", .value = std::string("much")},
        {.name = "empty", .value = std::string()},
        {.name = "a list", .value = Poco::JSON::Array::Ptr(new Poco::JSON::Array)},
        {.name = "negative", .value = -7},
        {.name = "huge", .value = 1e300, .counted = false, .may_be_told = true}};
    for (const Mutated& each : all) {
      SCOPED_TRACE(keyOf(row) + ' ' + key + ' ' + each.name);
      row->set(key, each.value);
      if (each.absent) row->remove(key);
      expectPartOf(whole, decode(), keyOf(row), each);
      row->set(key, value);
    }
    SCOPED_TRACE(keyOf(row) + ' ' + key + " as text");
    row->set(key, value.toString());
    expectSame(whole, decode());
    row->set(key, value);
  }
  static void expectPartOf(const Outcome& whole, const Outcome& outcome, const std::string& changed,
                           const Mutated& mutated) {
    for (const auto& [place, value] : outcome.samples) {
      ASSERT_TRUE(std::isfinite(value));
      if (mutated.may_be_told && std::get<0>(place).find(changed) == 0) continue;
      const auto found = whole.samples.find(place);
      ASSERT_TRUE(found != whole.samples.end() && found->second == value)
          << std::get<0>(place) << ' ' << std::get<1>(place) << " is told to be " << value;
    }
    for (const auto& [place, value] : whole.samples)
      if (std::get<0>(place).find(changed) != 0) {
        ASSERT_EQ(outcome.samples.count(place), 1u)
            << std::get<0>(place) << ' ' << std::get<1>(place) << " is lost";
      }
    if (mutated.counted) {
      ASSERT_GT(outcome.surprises, whole.surprises);
    }
  }
  static void expectSame(const Outcome& whole, const Outcome& outcome) {
    ASSERT_EQ(outcome.surprises, whole.surprises);
    ASSERT_EQ(outcome.entities, whole.entities);
    ASSERT_EQ(outcome.samples.size(), whole.samples.size());
    // Text has fewer digits than the number.
    for (const auto& [place, value] : whole.samples)
      ASSERT_NEAR(outcome.samples.at(place), value, std::abs(value) * 1e-12);
  }

  Answers answers_;

 private:
  Answer answer_ = Answer::kList;
  RowPtr document_;
};

TEST_P(Mutations, OfAFigureInTheListAreNoFigureAndHurtNoOther) {
  const std::set<std::string> figures = {"uptime", "cpu",     "maxcpu",   "mem",
                                         "maxmem", "memhost", "disk",     "maxdisk",
                                         "netin",  "netout",  "diskread", "diskwrite"};
  const auto rows = open(Answer::kList);
  const Outcome whole = decode();
  ASSERT_GT(whole.samples.size(), 50u);
  std::set<std::string> changed;
  for (unsigned i = 0; i < rows->size(); ++i) {
    RowPtr row = rows->getObject(i);
    for (const std::string& key : row->getNames()) {
      if (figures.count(key) == 0) continue;
      changed.insert(key);
      change(row, key, whole);
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_EQ(changed, figures);
}

TEST_P(Mutations, OfARowInTheExportAreNoFigureAndHurtNoOther) {
  const auto rows = open(Answer::kExport);
  const Outcome whole = decode();
  ASSERT_GT(whole.samples.size(), 50u);
  for (unsigned i = 0; i < rows->size(); ++i) {
    const auto id = rows->getObject(i)->getValue<std::string>("id");
    // In the place of one node's figures of a shared storage another one's are told, which differ.
    const auto name = id.substr(id.rfind('/') + 1);
    if (id.find("storage/") == 0 && whole.entities.count("lab/storage/" + name) > 0) continue;
    change(rows->getObject(i), "value", whole);
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(OfAnswers, Mutations, ::testing::Values(false, true),
                         [](const auto& of) { return of.param ? "Recorded" : "Simulated"; });

}  // namespace
}  // namespace pipevane::proxmox
