// Random expressions over random batches, against a model that keeps everything and looks it
// through.
#include "tests/plugins/derive/one_derive.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::derive {
namespace {

using testing::MadeBatch;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<const char*, 4> kMetrics = {"alpha", "beta", "gamma", "made"};
constexpr std::size_t kMade = 3;  // what another expression makes
constexpr std::int64_t kMaxGapMs = 300'000;

using Random = std::minstd_rand;
std::size_t below(Random& random, std::size_t count) { return random() % count; }

double finite(double value) { return std::isfinite(value) ? value : kNaN; }

// An expression as it is written, and what it is by plain recursion.
struct Written {
  std::string text;
  std::function<double(const std::array<double, 4>&)> value;
  std::array<bool, 4> names{};
};

Written leaf(Random& random, std::size_t metrics) {
  if (below(random, 3) == 0) {
    const double number = static_cast<double>(below(random, 9)) / 2;
    return {std::to_string(number), [number](const auto&) { return number; }, {}};
  }
  const std::size_t which = below(random, metrics);
  Written made{kMetrics[which], [which](const auto& all) { return all[which]; }, {}};
  made.names[which] = true;
  return made;
}

Written joined(const std::vector<Written>& parts, std::string text,
               std::function<double(const std::vector<double>&)> value) {
  Written made{std::move(text), {}, {}};
  for (const Written& each : parts)
    for (std::size_t i = 0; i < made.names.size(); ++i)
      made.names[i] = made.names[i] || each.names[i];
  made.value = [parts, value = std::move(value)](const std::array<double, 4>& all) {
    std::vector<double> values;
    for (const Written& each : parts) values.push_back(finite(each.value(all)));
    for (const double each : values)
      if (std::isnan(each)) return kNaN;
    return finite(value(values));
  };
  return made;
}

Written random(Random& dice, std::size_t metrics, int depth) {
  if (depth == 0 || below(dice, 6) == 0) return leaf(dice, metrics);
  const auto part = [&] { return random(dice, metrics, depth - 1); };
  const Written a = part(), b = part(), c = part();
  const std::string blank = below(dice, 2) == 0 ? " " : "";
  const auto between = [&](const char* sign) {
    return "(" + a.text + blank + sign + blank + b.text + ")";
  };
  using Values = std::vector<double>;
  switch (below(dice, 9)) {
    case 0:
      return joined({a, b}, between("+"), [](const Values& v) { return v[0] + v[1]; });
    case 1:
      return joined({a, b}, between("-"), [](const Values& v) { return v[0] - v[1]; });
    case 2:
      return joined({a, b}, between("*"), [](const Values& v) { return v[0] * v[1]; });
    case 3:
      return joined({a, b}, between("/"), [](const Values& v) { return v[0] / v[1]; });
    case 4:
      return joined({a}, "-" + a.text, [](const Values& v) { return -v[0]; });
    case 5:
      return joined({a}, "abs(" + a.text + ")", [](const Values& v) { return std::fabs(v[0]); });
    case 6:
      return joined({a, b, c}, "min(" + a.text + "," + b.text + blank + "," + c.text + ")",
                    [](const Values& v) {
                      return std::min({v[0], v[1], v[2]});
                    });
    case 7:
      return joined({a, b}, "max(" + a.text + ", " + b.text + ")",
                    [](const Values& v) { return std::max(v[0], v[1]); });
    default:
      // Precedence without parentheses.
      return joined({a, b, c}, "(" + a.text + " - " + b.text + " * " + c.text + ")",
                    [](const Values& v) { return v[0] - v[1] * v[2]; });
  }
}

// One that names a metric; numbers alone may make what is refused.
Written expression(Random& dice, std::size_t metrics) {
  for (;;) {
    Written made = random(dice, metrics, 3);
    if (made.text.size() > 500) continue;
    try {
      testing::FakeHost host;
      testing::FakeComponent(
          host, pipevane_plugin, "derive",
          {{"expressions", std::map<std::string, std::string>{{"x", made.text}}}});
      return made;
    } catch (const std::runtime_error&) {
    }
  }
}

struct Sample {
  std::int64_t time_ms;
  double value;
  Quality quality;
  bool operator==(const Sample& other) const {
    return time_ms == other.time_ms && quality == other.quality &&
           (value == other.value || (std::isnan(value) && std::isnan(other.value)));
  }
};
std::ostream& operator<<(std::ostream& out, const Sample& sample) {
  return out << sample.time_ms << " ms: " << sample.value << ", quality "
             << static_cast<int>(sample.quality);
}

// What one expression makes of one entity's samples.
class Model {
 public:
  explicit Model(const Written& written) : written_(written) {}

  void take(std::size_t metric, const Sample& sample, bool backfill) {
    auto& newest = newest_[metric];
    if (!backfill && newest && written_.names[metric] && newest->time_ms - sample.time_ms > 15'000)
      set_back_ = true;
    if (!backfill || !newest || sample.time_ms >= newest->time_ms) newest = sample;
    touched_ = touched_ || written_.names[metric];
  }
  // Before it is taken, of a backfill.
  void takeLate(std::size_t metric, const Sample& sample) {
    const auto& newest = newest_[metric];
    if (newest && sample.time_ms < newest->time_ms) late_[metric] = sample;
  }
  // What is told after a batch, and the result itself where there is one.
  std::vector<Sample> tell(std::int64_t time_ms, bool backfill) {
    result_.reset();
    const bool set_back = std::exchange(set_back_, false);
    if (!std::exchange(touched_, false)) return {};
    const std::int64_t at_ms = backfill || set_back ? time_ms : std::max(time_ms, told_.time_ms);
    std::array<double, 4> values{};
    Quality quality = Quality::kLive;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!written_.names[i]) continue;
      const auto used = backfill ? ofTime(i, time_ms) : newest_[i];
      if (!newest_[i] || !used) return {};
      const bool old = at_ms - used->time_ms > kMaxGapMs;
      const bool unknown = old || used->quality == Quality::kUnknown || !std::isfinite(used->value);
      values[i] = unknown ? kNaN : used->value;
      constexpr std::array<int, 5> kBadness = {0, 3, 1, 2, 4};
      const Quality its = unknown ? Quality::kUnknown : used->quality;
      if (kBadness[static_cast<std::size_t>(its)] > kBadness[static_cast<std::size_t>(quality)])
        quality = its;
    }
    const double value = quality == Quality::kUnknown ? kNaN : finite(written_.value(values));
    if (std::isnan(value)) quality = Quality::kUnknown;
    result_ = Sample{at_ms, value, quality};
    if (!backfill) return tellNow({time_ms, value, quality}, set_back);
    if (time_ms > told_.time_ms) {
      told_ = *result_;
      said_unknown_ = result_->quality == Quality::kUnknown;
    }
    return {*result_};
  }
  const std::optional<Sample>& result() const { return result_; }

 private:
  std::optional<Sample> ofTime(std::size_t metric, std::int64_t time_ms) const {
    if (newest_[metric] && newest_[metric]->time_ms == time_ms) return newest_[metric];
    // The newest of those that came late.
    const auto& late = late_[metric];
    return late && late->time_ms == time_ms ? late : std::nullopt;
  }
  std::vector<Sample> tellNow(Sample sample, bool set_back) {
    const bool unknown = sample.quality == Quality::kUnknown;
    if (unknown && said_unknown_) return {};
    if (!set_back && sample.time_ms <= told_.time_ms) {
      sample.time_ms = told_.time_ms;
      if (sample == told_) return {};
      ++sample.time_ms;
    }
    said_unknown_ = unknown;
    told_ = sample;
    return {sample};
  }

  const Written written_;
  std::array<std::optional<Sample>, 4> newest_, late_;
  std::optional<Sample> result_;
  Sample told_{std::numeric_limits<std::int64_t>::min() / 4, kNaN, Quality::kUnknown};
  bool said_unknown_ = false;
  bool touched_ = false;
  bool set_back_ = false;
};

class ExpressionsModel : public ::testing::TestWithParam<unsigned> {};

TEST_P(ExpressionsModel, IsWhatIsTold) {
  Random dice(GetParam() + 1);
  const Written made = expression(dice, kMade), last = expression(dice, kMade + 1);
  SCOPED_TRACE("made = " + made.text + ", last = " + last.text);
  testing::FakeHost host;
  testing::FakeComponent derive(host, pipevane_plugin, "derive",
                                {{"expressions", std::map<std::string, std::string>{
                                                     {"made", made.text}, {"last", last.text}}}});
  const std::array<std::string, 2> entities = {"lab/vm/100", "lab/node/pve1"};
  std::array<std::array<Model, 2>, 2> models = {
      {{Model(made), Model(last)}, {Model(made), Model(last)}}};
  std::int64_t now_ms = 1'000'000;
  for (int step = 0; step < 300; ++step) {
    const bool backfill = below(dice, 5) == 0;
    now_ms += static_cast<std::int64_t>(below(dice, 4)) * 5'000;
    if (below(dice, 60) == 0) now_ms += 400'000;
    if (below(dice, 60) == 0) now_ms -= 100'000;
    const std::int64_t time_ms =
        backfill ? now_ms - static_cast<std::int64_t>(below(dice, 5)) * 5'000 + 5'000 : now_ms;
    MadeBatch batch(time_ms, backfill ? std::uint32_t{PV_BACKFILL} : 0U);
    for (std::size_t entity = 0; entity < entities.size(); ++entity)
      for (std::size_t metric = 0; metric < kMade; ++metric) {
        if (below(dice, 3) == 0) continue;
        Sample sample{time_ms, static_cast<double>(below(dice, 7)) - 2,
                      static_cast<Quality>(below(dice, 12) == 0 ? below(dice, 5) : 0)};
        if (sample.quality == Quality::kUnknown) sample.value = kNaN;
        batch.sample(host.series(entities[entity], kMetrics[metric], ""), sample.value,
                     sample.quality);
        for (Model& each : models[entity]) {
          if (backfill) each.takeLate(metric, sample);
          each.take(metric, sample, backfill);
        }
      }
    host.clearPushed();
    derive.process(batch);
    for (std::size_t entity = 0; entity < entities.size(); ++entity) {
      std::array<std::vector<Sample>, 2> wanted;
      wanted[0] = models[entity][0].tell(time_ms, backfill);
      if (const auto& result = models[entity][0].result()) {
        if (backfill) models[entity][1].takeLate(kMade, *result);
        models[entity][1].take(kMade, *result, backfill);
      }
      wanted[1] = models[entity][1].tell(time_ms, backfill);
      for (std::size_t which = 0; which < 2; ++which) {
        std::vector<Sample> told;
        const SeriesId series =
            host.series(entities[entity], which == 0 ? "made" : "last", "ratio");
        for (const MadeBatch& each : host.pushed())
          for (std::size_t i = 0; i < each.series().size(); ++i)
            if (each.series()[i] == series)
              told.push_back(
                  {each.timeMs(), each.values()[i], static_cast<Quality>(each.qualities()[i])});
        ASSERT_EQ(told, wanted[which]) << "step " << step << (backfill ? ", a backfill" : "");
        for (const Sample& each : told)
          EXPECT_EQ(std::isfinite(each.value), each.quality != Quality::kUnknown);
      }
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, ExpressionsModel, ::testing::Range(0U, 150U));

}  // namespace
}  // namespace pipevane::derive
