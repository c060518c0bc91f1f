// The model of a store, with a disk beside it, and its process that ends and begins again.
#pragma once

#include "plugins/history/disk/disk_store.h"
#include "tests/plugins/history/told_model.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gtest/gtest.h>
#include <pipevane/testing/fake_host.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::history {

// Series have names in that order.
class StoreOnDisk {
 public:
  explicit StoreOnDisk(unsigned seed) : model(seed) {
    for (SeriesId series = 0; series < model::kGuests * model::kMetrics; ++series)
      EXPECT_EQ(host_.series("lab/vm/" + std::to_string(series / model::kMetrics),
                             "metric_" + std::to_string(series % model::kMetrics)),
                series);
    disk = made();
    model.onTold([this](std::int64_t time_ms, const std::vector<SeriesId>& series,
                        const std::vector<double>& values,
                        const std::vector<std::uint8_t>& qualities, const Arrival& arrival) {
      cycle_.batches.push_back({time_ms, arrival, series.size()});
      cycle_.series.insert(cycle_.series.end(), series.begin(), series.end());
      cycle_.values.insert(cycle_.values.end(), values.begin(), values.end());
      cycle_.qualities.insert(cycle_.qualities.end(), qualities.begin(), qualities.end());
    });
  }

  void cycle() {
    model.cycle();
    disk->write(cycle_);
    cycle_.clear();
  }
  // False: it was given up.
  bool image(const std::function<bool()>& goes_on = [] { return true; }) {
    HistoryImage snapshot{.samples = model.store().image(), .events = {}};
    if (!disk->writeImage(snapshot, goes_on)) return false;
    std::map<const std::byte*, std::uint64_t> marks;
    for (const FrameImage& frame : snapshot.samples.frames)
      for (const Chunk& each : frame.chunks) marks.emplace(each.packed().data(), each.mark);
    // What was packed meanwhile is in none.
    model.store().eachChunk([&](Chunk& chunk) {
      const auto found = marks.find(chunk.packed().data());
      if (found != marks.end()) chunk.mark = found->second;
    });
    return true;
  }
  // As after kill -9. The problems.
  std::vector<std::string> reopen() {
    disk.reset();
    disk = made();
    SampleStore store = model::Model::emptyStore();
    events = {};
    std::vector<std::string> problems = disk->load(store, events);
    model.replaceStore(std::move(store));
    return problems;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& each : std::filesystem::directory_iterator(path))
      names.push_back(each.path().filename());
    std::ranges::sort(names);
    return names;
  }
  std::vector<std::string> filesWith(const std::string& part) const {
    std::vector<std::string> all = files();
    std::erase_if(all, [&](const std::string& each) { return each.find(part) == each.npos; });
    return all;
  }

  web::TemporaryFolder parent;
  const std::filesystem::path path = parent.path / "history";
  model::Model model;
  EventLog events;  // as they were read last
  std::unique_ptr<DiskStore> disk;

 private:
  std::unique_ptr<DiskStore> made() {
    return std::make_unique<DiskStore>(path, host_.host().dictionary(), model::factsOf);
  }

  testing::FakeHost host_;
  Cycle cycle_;
};

inline CycleEvent event(const std::string& id) {
  const pv_event raw{.size = sizeof(pv_event),
                     .severity = 0,
                     .time_ms = model::kBeginMs,
                     .entity = PV_NONE,
                     .id = text(id),
                     .type = text("task"),
                     .state = absent(),
                     .message = absent(),
                     .attribute_count = 0,
                     .attributes = nullptr};
  return {"events", std::make_shared<const OwnedEvent>(raw)};
}

}  // namespace pipevane::history
