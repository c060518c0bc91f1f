// One guest of which several components tell: timelines in seconds.
#pragma once

#include "tests/plugins/derive/told_fleet.h"

#include <gtest/gtest.h>
#include <pipevane/figures.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

namespace pipevane::derive {

class MergedGuest : public ::testing::Test {
 protected:
  using MadeBatch = testing::MadeBatch;

  static std::int64_t at(double seconds) {
    return static_cast<std::int64_t>(std::llround(seconds * 1000));
  }
  // A guest's figures of one cycle: 100 bytes a second since it began at 0.
  MadeBatch row(double seconds, std::uint32_t flags = 0, Quality quality = Quality::kLive) {
    MadeBatch batch(at(seconds), flags);
    batch.sample(uptime_, seconds, quality).sample(memory_, 7, quality);
    return batch.sample(received_, 100 * seconds, quality);
  }
  // Of one that does not run.
  MadeBatch stoppedRow(double seconds) {
    MadeBatch batch(at(seconds));
    batch.sample(uptime_, NAN, Quality::kUnknown).sample(memory_, 7);
    return batch.sample(received_, NAN, Quality::kUnknown);
  }
  // Its source cannot tell any more.
  MadeBatch lost(double seconds) {
    MadeBatch batch(at(seconds) + 1);
    return batch.sample(received_, NAN, Quality::kUnknown);
  }
  MadeBatch says(double seconds, const std::string& name, const std::string& value,
                 const std::string& entity = kGuest) {
    MadeBatch batch(at(seconds));
    return batch.upsert(one_.host.dictionary().entity(entity), {{name, value}});
  }
  MadeBatch removed(double seconds) {
    MadeBatch batch(at(seconds));
    return batch.remove(one_.host.dictionary().entity(kGuest));
  }
  // Nothing was heard of it for too long.
  MadeBatch givenUp(double seconds) {
    const pv_attribute unknown{text("status"), text("unknown")};
    MadeBatch batch(at(seconds));
    return batch.change({.size = sizeof(pv_entity_change),
                         .kind = PV_REMOVE,
                         .entity = one_.host.dictionary().entity(kGuest),
                         .attribute_count = 1,
                         .attributes = &unknown});
  }
  std::string status(const std::string& entity = kGuest) {
    return fleet_.attribute(entity, "status");
  }
  // Its last rate.
  double rate() { return fleet_.samples(rates()).back().value; }
  SeriesId rates() { return one_.gauge("network_receive_bytes_per_second"); }
  // Both tell the guest's first figures at 98 s.
  void begin() {
    fleet_.give("poll", says(94, "status", "running"));
    fleet_.give("push", row(98));
    fleet_.give("poll", row(98));
  }
  double count(const std::string& name, const std::string& reason = "") {
    struct Wanted {
      std::string name, reason;
      double value = -1;
    } wanted{name, reason};
    one_.derive.service<pv_figures>(PV_FIGURES)
        ->read(one_.derive.serviceSelf(), &wanted, [](void* context, const pv_figure* figure) {
          auto& want = *static_cast<Wanted*>(context);
          const bool reasoned = figure->label_count > 0;
          if (view(figure->name) == want.name &&
              (reasoned ? str(figure->labels[0].value) : "") == want.reason)
            want.value = figure->value;
        });
    return wanted.value;
  }

  static inline const std::string kGuest = "lab/vm/100", kNode = "lab/node/pve1";

  OneDerive one_;
  ToldFleet fleet_{one_};
  SeriesId uptime_ = one_.host.series(kGuest, "uptime_seconds", "seconds");
  SeriesId memory_ = one_.gauge("memory_total_bytes");
  SeriesId received_ = one_.counter("network_receive_bytes_total");
};

}  // namespace pipevane::derive
