// Several sources of one cluster, and several clusters of one name, in a pipeline on a clock that
// only work moves; and what came out of it.
#pragma once

#include "engine/base/virtual_clock.h"
#include "engine/config/pipeline_reader.h"
#include "engine/pipeline/pipeline.h"
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/real_plugins.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gtest/gtest.h>
#include <pipevane/archive.h>
#include <pipevane/text.h>

#include <algorithm>
#include <bit>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::testing {

using simulator::Fault;
using simulator::Rights;
using simulator::Simulator;
using simulator::World;

inline constexpr std::int64_t kBeginMs = 1'795'000'000'000;
inline constexpr std::int64_t kMinuteMs = 60'000;

class Warnings final : public Log {
 public:
  void write(std::string_view logger, LogLevel level, std::string_view sentence) override {
    const std::lock_guard lock(mutex_);
    if (level == LogLevel::kInfo)
      told_.emplace_back(std::string(logger).append(": ").append(sentence));
    if (level != LogLevel::kWarn) return;
    all_.emplace_back(std::string(logger).append(": ").append(sentence));
    if (sentence.find("another source watches") != sentence.npos) of_names_.emplace_back(logger);
  }
  std::vector<std::string> ofNames() const {
    const std::lock_guard lock(mutex_);
    return of_names_;
  }
  // Each with its logger before it.
  std::vector<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return all_;
  }
  // The same of what is no warning.
  std::vector<std::string> told() const {
    const std::lock_guard lock(mutex_);
    return told_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> of_names_, all_, told_;
};

class Clusters : public ::testing::Test {
 protected:
  using Samples = std::map<std::pair<std::string, std::string>, std::map<std::int64_t, double>>;

  Simulator& add(simulator::Settings settings) {
    settings.clock = [this] { return clock_.steadyMs() / 1000; };
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
  // Each source by its id, with the simulator that it asks.
  using Sources = std::vector<std::pair<std::string, std::size_t>>;
  // A source for each, "one", "two", "three".
  static Sources sourcesOf(const std::vector<std::size_t>& which) {
    static const std::vector<std::string> kIds = {"one", "two", "three"};
    Sources sources;
    for (const std::size_t each : which) sources.emplace_back(kIds[each], each);
    return sources;
  }
  config::PipelineSpec specOf(const Sources& sources) const {
    std::string yaml = "version: 1\nsources:\n", inputs;
    for (const auto& [id, which] : sources) {
      yaml += sourceYaml(id, *simulators_[which], "10s", "1s", options_ + optionsOf(id));
      inputs += (inputs.empty() ? "" : ", ") + id;
    }
    yaml += "transforms:\n  derived: {type: derive, inputs: [" + inputs +
            "]}\nsinks:\n  dump: {type: dump, inputs: [derived], path: \"" + dump_ + "\"}\n";
    const config::KnownTypes types{[](std::string_view type) { return catalogue().find(type); },
                                   catalogue().typeNames()};
    return config::readPipeline(yaml, "clusters", types,
                                {{"SECRET", simulators_[0]->settings().token_secret}});
  }
  std::string optionsOf(const std::string& id) const {
    const auto own = own_options_.find(id);
    return own == own_options_.end() ? std::string() : own->second;
  }
  void start(const std::vector<std::size_t>& which) { startWith(sourcesOf(which)); }
  void startWith(const Sources& sources) {
    pipeline_ = std::make_unique<pipeline::Pipeline>(
        specOf(sources), catalogue(), pipeline::Settings{clock_, log_, folder_.path.string()});
    pipeline_->start();
  }
  void reload(const std::vector<std::size_t>& which) { reloadTo(sourcesOf(which)); }
  void reloadTo(const Sources& sources) {
    pipeline_->reload(specOf(sources), std::chrono::seconds(10));
  }
  // Why that component is not well; empty where it is.
  std::string trouble(const std::string& id) {
    std::pair<const std::string&, std::string> asked{id, ""};
    pipeline_->readStatus(&asked, [](void* context, const pv_pipeline_status* status) {
      auto& [wanted, why] = *static_cast<decltype(asked)*>(context);
      for (std::size_t i = 0; i < status->component_count; ++i)
        if (const auto& each = status->components[i]; view(each.id) == wanted) why = str(each.why);
    });
    return asked.second;
  }
  // That have a name by now.
  std::uint64_t entityCount() {
    std::uint64_t count = 0;
    pipeline_->readStatus(&count, [](void* context, const pv_pipeline_status* status) {
      *static_cast<std::uint64_t*>(context) = status->entity_count;
    });
    return count;
  }
  // Those sources with a sink made anew, which has heard of nothing; what came out before is
  // forgotten.
  void reloadWithAnotherSink(const std::vector<std::size_t>& which) {
    dump_ += ".later";
    reload(which);
  }
  void runFor(std::int64_t duration_ms) { clock_.advanceTo(clock_.steadyMs() + duration_ms); }
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

  std::string options_;                             // of each source, as ", key: value"
  std::map<std::string, std::string> own_options_;  // and of some alone
  Samples samples_;
  std::set<std::string> entities_;                          // that are there at the end
  std::map<std::string, std::string> node_;                 // the last attribute of that name
  std::map<std::string, std::vector<std::string>> states_;  // what each status became, in turn
  std::vector<std::string> removed_;                        // ever
  std::vector<std::string> told_differently_;               // of a time that was told before
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
        if (word.starts_with("node="))
          node_[entity] = word.substr(5);
        else if (word.starts_with("status="))
          become(entity, word.substr(7));
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

  void become(const std::string& entity, const std::string& state) {
    auto& states = states_[entity];
    if (states.empty() || states.back() != state) states.push_back(state);
  }

  web::TemporaryFolder folder_;
  std::string dump_ = (folder_.path / "dump.txt").string();
  std::unique_ptr<pipeline::Pipeline> pipeline_;
};

inline bool isGuest(const std::string& entity) {
  return entity.find("/vm/") != entity.npos || entity.find("/container/") != entity.npos;
}

inline std::ptrdiff_t guestsAmong(const std::set<std::string>& entities) {
  return std::ranges::count_if(entities, isGuest);
}

}  // namespace pipevane::testing
