// Several sources of one cluster, and several clusters of one name, in a pipeline on a clock that
// only work moves.
#include "engine/base/virtual_clock.h"
#include "engine/config/pipeline_reader.h"
#include "engine/pipeline/pipeline.h"
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/real_plugins.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/archive.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <sstream>
#include <vector>

namespace pipevane::testing {
namespace {

using simulator::Fault;
using simulator::Rights;
using simulator::Simulator;
using simulator::World;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::int64_t kBeginMs = 1'795'000'000'000;
constexpr std::int64_t kMinuteMs = 60'000;

class Warnings final : public Log {
 public:
  void write(std::string_view logger, LogLevel level, std::string_view sentence) override {
    const std::lock_guard lock(mutex_);
    if (level == LogLevel::kWarn && sentence.find("another source watches") != sentence.npos)
      of_names_.emplace_back(logger);
  }
  std::vector<std::string> ofNames() const {
    const std::lock_guard lock(mutex_);
    return of_names_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> of_names_;
};

class Clusters : public ::testing::Test {
 protected:
  using Samples = std::map<std::pair<std::string, std::string>, std::map<std::int64_t, double>>;

  Simulator& add(simulator::Settings settings) {
    settings.clock = [this] { return clock_.nowMs() / 1000; };
    settings.past_s = 120;
    simulators_.push_back(std::make_unique<Simulator>(settings));
    return *simulators_.back();
  }
  // Three nodes of one cluster, each at an address of its own.
  void addThreeNodes() {
    simulator::Settings settings;
    settings.guests = 20;
    for (const char* node : {"pve1", "pve2", "pve3"}) {
      settings.answering = node;
      settings.root = add(settings).root();
    }
  }
  // A source for each, "one", "two", "three".
  config::PipelineSpec specOf(const std::vector<std::size_t>& which) const {
    static const std::vector<std::string> kIds = {"one", "two", "three"};
    std::string yaml = "version: 1\nsources:\n", inputs;
    for (const std::size_t each : which) {
      yaml += sourceYaml(kIds[each], *simulators_[each], "10s");
      inputs += (inputs.empty() ? "" : ", ") + kIds[each];
    }
    yaml += "transforms:\n  derived: {type: derive, inputs: [" + inputs +
            "]}\nsinks:\n  dump: {type: dump, inputs: [derived], path: \"" + dump_ + "\"}\n";
    const config::KnownTypes types{[](std::string_view type) { return catalogue().find(type); },
                                   catalogue().typeNames()};
    return config::readPipeline(yaml, "clusters", types,
                                {{"SECRET", simulators_[0]->settings().token_secret}});
  }
  void start(const std::vector<std::size_t>& which) {
    pipeline_ = std::make_unique<pipeline::Pipeline>(
        specOf(which), catalogue(), pipeline::Settings{clock_, log_, folder_.path.string()});
    pipeline_->start();
  }
  void reload(const std::vector<std::size_t>& which) {
    pipeline_->reload(specOf(which), std::chrono::seconds(10));
  }
  void runFor(std::int64_t duration_ms) { clock_.advanceTo(clock_.nowMs() + duration_ms); }
  void setDead(std::size_t which, bool dead) {
    if (dead)
      simulators_[which]->faults().add(
          {.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = -1});
    else
      simulators_[which]->faults().clear();
  }
  // It is let in and knows the cluster, but no guest is listed.
  Rights blind() const { return Rights::auditor(simulators_[0]->version()).without("VM.Audit"); }
  std::uint64_t asked(std::size_t which, const std::string& path = "/cluster/resources") {
    return simulators_[which]->stats().requests("/api2/json" + path);
  }
  std::uint64_t askedInAll(std::size_t which) {
    return simulators_[which]->stats().json().getValue<std::uint64_t>("requests");
  }

  // Whether its archive has something of any entity.
  bool answersForThePast(const std::string& source) {
    constexpr pv_entity_id kMost = 100;
    bool keeps = false;
    EXPECT_TRUE(pipeline_->useService(PV_ARCHIVE, source, [&](const void* table, void* self) {
      const auto& archive = *static_cast<const pv_archive*>(table);
      for (pv_entity_id id = 1; id < kMost; ++id) keeps = keeps || archive.keeps(self, id);
    }));
    return keeps;
  }
  // Ends the run; what came out of it.
  void stop() {
    pipeline_->stop(std::chrono::seconds(20));
    pipeline_.reset();
    std::ifstream in(dump_);
    for (std::string line; std::getline(in, line);) read(line);
  }

  Samples samples_;
  std::set<std::string> entities_;             // that are there at the end
  std::map<std::string, std::string> node_;    // the last attribute of that name
  std::vector<std::string> removed_;           // ever
  std::vector<std::string> told_differently_;  // of a time that was told before
  std::vector<std::unique_ptr<Simulator>> simulators_;
  VirtualClock clock_{kBeginMs};
  Warnings log_;

 private:
  void read(const std::string& line) {
    std::istringstream words(line);
    std::string kind, entity, metric;
    words >> kind >> entity;
    if (kind == "remove") {
      entities_.erase(entity);
      removed_.push_back(entity);
    } else if (kind == "upsert") {
      entities_.insert(entity);
      for (std::string word; words >> word;)
        if (word.starts_with("node=")) node_[entity] = word.substr(5);
    } else if (kind == "sample") {
      std::int64_t time_ms = 0;
      std::uint64_t bits = 0;
      words >> metric >> time_ms >> std::hex >> bits;
      const double value = std::bit_cast<double>(bits);
      const auto added = samples_[{entity, metric}].emplace(time_ms, value);
      if (!added.second && metric.ends_with("_bytes_total") && added.first->second != value)
        told_differently_.push_back(line);
    }
  }

  web::TemporaryFolder folder_;
  const std::string dump_ = (folder_.path / "dump.txt").string();
  std::unique_ptr<pipeline::Pipeline> pipeline_;
};

bool isGuest(const std::string& entity) {
  return entity.find("/vm/") != entity.npos || entity.find("/container/") != entity.npos;
}

std::ptrdiff_t guestsAmong(const std::set<std::string>& entities) {
  return std::ranges::count_if(entities, isGuest);
}

TEST_F(Clusters, AreAskedOnceHoweverManySourcesNameTheirNodes) {
  addThreeNodes();
  start({0, 1, 2});
  runFor(kMinuteMs);
  const std::uint64_t before = askedInAll(0) + askedInAll(1) + askedInAll(2);
  runFor(30 * kMinuteMs);
  const std::uint64_t requests = askedInAll(0) + askedInAll(1) + askedInAll(2) - before;
  EXPECT_LE(static_cast<double>(requests) / (30 * 60), 0.21);
  EXPECT_EQ(asked(1), 0U);
  EXPECT_EQ(asked(2), 0U);
  EXPECT_LE(askedInAll(1), 5U)
      << "who stands by asks who it is and what it may see, and then nothing";
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
  for (const std::string& each : entities_)
    EXPECT_TRUE(each.starts_with("sim/") || each.starts_with("all/")) << each;
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_THAT(log_.ofNames(), IsEmpty());
}

TEST_F(Clusters, GoOnThroughTheNextSourceAndStayThereWhenTheFirstOneIsBack) {
  addThreeNodes();
  start({0, 1, 2});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(1), 8U) << "within two cycles";
  EXPECT_EQ(asked(2), 0U) << "one takes over, not both";
  setDead(0, false);
  const std::uint64_t before = askedInAll(0);
  runFor(5 * kMinuteMs);
  EXPECT_EQ(askedInAll(0), before) << "it stands by";
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_THAT(told_differently_, IsEmpty());
  for (const auto& [series, samples] : samples_) {
    if (series.second != "network_receive_bytes_per_second" || !isGuest(series.first)) continue;
    std::int64_t last_ms = 0;
    for (const auto& [time_ms, value] : samples) {
      if (last_ms != 0) {
        EXPECT_LE(time_ms - last_ms, 20'000) << series.first;
      }
      EXPECT_FALSE(std::isnan(value) || value < 0) << series.first << " at " << time_ms;
      last_ms = time_ms;
    }
  }
}

// They are made of live figures alone, so nothing fills what was missed.
TEST_F(Clusters, HaveTotalsAgainSoonAfterAnotherSourceTookOver) {
  addThreeNodes();
  start({0, 1, 2});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(3 * kMinuteMs);
  stop();
  for (const char* total : {"sim/cluster/sim", "all/fleet/all"})
    for (const char* metric :
         {"guests_count", "memory_used_bytes", "network_receive_bytes_per_second"}) {
      SCOPED_TRACE(std::string(total) + " " + metric);
      const auto& told = samples_.at({total, metric});
      ASSERT_GE(told.size(), 20U);
      std::int64_t last_ms = told.begin()->first;
      for (const auto& [time_ms, value] : told) {
        // An interval, two failures with a rest of at most two seconds, a look.
        EXPECT_LE(time_ms - last_ms, 15'000);
        EXPECT_FALSE(std::isnan(value)) << time_ms;
        if (std::string(metric) == "guests_count") {
          EXPECT_EQ(value, 20);
        }
        last_ms = time_ms;
      }
      EXPECT_GE(last_ms, clock_.nowMs() - 30'000);
    }
}

TEST_F(Clusters, AreWatchedByWhoCanReachThem) {
  addThreeNodes();
  setDead(0, true);
  setDead(1, true);
  start({0, 1, 2});
  runFor(kMinuteMs);
  EXPECT_GE(asked(2), 4U);
  setDead(2, true);
  setDead(1, false);
  runFor(3 * kMinuteMs);
  EXPECT_GE(asked(1), 8U);
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
}

TEST_F(Clusters, KeepTheirGuestsWhenTheSourceThatLeadsIsTakenOut) {
  addThreeNodes();
  start({0});
  runFor(kMinuteMs);
  reload({0, 1});
  runFor(kMinuteMs);
  EXPECT_EQ(asked(1), 0U);
  reload({1});
  runFor(kMinuteMs);
  EXPECT_GE(asked(1), 4U);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_EQ(guestsAmong(entities_), 20);
}

TEST_F(Clusters, LoseWhatWentWhileNobodyLooked) {
  addThreeNodes();
  start({0, 1, 2});
  runFor(kMinuteMs);
  setDead(0, true);
  for (const auto& each : simulators_)
    each->locked([](World& world) { world.reuse(100, true, "new"); });
  runFor(2 * kMinuteMs);
  stop();
  EXPECT_THAT(removed_, Contains("sim/vm/100"));
  EXPECT_THAT(entities_, Not(Contains("sim/vm/100")));
  EXPECT_THAT(entities_, Contains("sim/container/100"));
}

// Its token is let in and gets empty lists, which would take every guest away.
TEST_F(Clusters, KeepTheirGuestsWhereTheNextSourceMaySeeNone) {
  addThreeNodes();
  simulators_[1]->grant(blind());
  start({0, 1});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(5 * kMinuteMs);
  EXPECT_EQ(asked(1), 0U) << "it does not go on in the place of one that sees more";
  setDead(0, false);
  runFor(2 * kMinuteMs);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_EQ(guestsAmong(entities_), 20);
  EXPECT_GT(samples_.at({"sim/vm/100", "cpu_usage_ratio"}).rbegin()->first,
            clock_.nowMs() - 30'000);
}

TEST_F(Clusters, GoOnThroughTheOneThatSeesThemThoughAnotherOneIsFirst) {
  addThreeNodes();
  simulators_[1]->grant(blind());
  start({0, 1, 2});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(2 * kMinuteMs);
  EXPECT_EQ(asked(1), 0U);
  EXPECT_GE(asked(2), 8U);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_EQ(guestsAmong(entities_), 20);
}

// Who stands by knows nothing of what came since.
TEST_F(Clusters, HaveTheirPastFromTheSourceThatLeadsAlone) {
  addThreeNodes();
  start({0, 1});
  runFor(kMinuteMs);
  EXPECT_TRUE(answersForThePast("one"));
  EXPECT_FALSE(answersForThePast("two"));
  setDead(0, true);
  runFor(2 * kMinuteMs);
  setDead(0, false);
  runFor(2 * kMinuteMs);
  EXPECT_FALSE(answersForThePast("one"));
  EXPECT_TRUE(answersForThePast("two"));
  stop();
}

TEST_F(Clusters, AreToldByWhoSeesMoreAndByThatOneAlone) {
  addThreeNodes();
  simulators_[0]->grant(blind());
  start({0, 1});
  runFor(kMinuteMs);
  const std::uint64_t before = askedInAll(0);
  EXPECT_GE(asked(1), 4U);
  runFor(10 * kMinuteMs);
  EXPECT_EQ(askedInAll(0), before) << "it leaves the lead where it is";
  EXPECT_GE(asked(1), 60U);
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
  EXPECT_THAT(removed_, IsEmpty());
}

TEST_F(Clusters, PassToAnotherSourceWhereTheOneThatLeadsLosesItsSight) {
  addThreeNodes();
  start({0, 1});
  runFor(2 * kMinuteMs);
  simulators_[0]->grant(blind());
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(1), 8U);
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
}

TEST_F(Clusters, AreLedAgainByASourceThatWasGivenSightMeanwhile) {
  addThreeNodes();
  simulators_[1]->grant(blind());
  start({0, 1});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(2 * kMinuteMs);
  simulators_[1]->grant(Rights::auditor(simulators_[0]->version()));
  runFor(3 * kMinuteMs);
  EXPECT_GE(asked(1), 8U);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
}

// It is the only one, and says why it shows nothing.
TEST_F(Clusters, AreWatchedByABlindSourceWhereThereIsNoOther) {
  addThreeNodes();
  simulators_[0]->grant(blind());
  simulators_[1]->grant(blind());
  start({0, 1});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(1), 8U);
  stop();
}

TEST_F(Clusters, OfOneNameAreToldApart) {
  simulator::Settings settings;
  settings.guests = 6;
  for (int i = 0; i < 3; ++i) add(settings);
  start({0, 1, 2});
  runFor(2 * kMinuteMs);
  stop();
  EXPECT_EQ(guestsAmong(entities_), 18);
  for (const char* cluster : {"sim", "sim-two", "sim-three"})
    EXPECT_THAT(entities_, Contains(std::string(cluster) + "/vm/100"));
  EXPECT_THAT(log_.ofNames(), SizeIs(2));
}

// Only that one may be mixed up that cannot say who it is.
TEST_F(Clusters, AreNotMergedWithOneThatCannotSayWhichItIs) {
  addThreeNodes();
  simulators_[1]->faults().add({.path = "/nodes/pve2/certificates/info",
                                .kind = Fault::Kind::kStatus,
                                .status = 403,
                                .reason = "no",
                                .count = -1});
  start({0, 1});
  runFor(kMinuteMs);
  stop();
  EXPECT_THAT(entities_, Contains("sim/vm/100"));
  EXPECT_THAT(entities_, Contains("sim-two/vm/100"));
}

TEST_F(Clusters, KeepAGuestThatMigratesWhileAnotherSourceTakesOver) {
  addThreeNodes();
  start({0, 1, 2});
  runFor(kMinuteMs);
  const std::string from =
      simulators_[0]->locked([](World& world) { return world.guests().front().node; });
  const std::string to = from == "pve2" ? "pve3" : "pve2";
  setDead(0, true);
  for (const auto& each : simulators_) each->locked([&](World& world) { world.migrate(100, to); });
  runFor(3 * kMinuteMs);
  stop();
  EXPECT_EQ(node_.at("sim/vm/100"), to);
  EXPECT_THAT(removed_, IsEmpty());
  const auto& cpu = samples_.at({"sim/vm/100", "cpu_usage_ratio"});
  EXPECT_LT(cpu.begin()->first, kBeginMs);
  EXPECT_GT(cpu.rbegin()->first, clock_.nowMs() - 30'000);
}

}  // namespace
}  // namespace pipevane::testing
