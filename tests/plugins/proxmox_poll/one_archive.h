// The source's archive, asked as another thread would while the source waits for its next cycle.
#pragma once

#include "tests/plugins/proxmox_poll/one_poll.h"

#include <pipevane/archive.h>
#include <pipevane/history.h>
#include <pipevane/inspect.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

inline constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;

struct Told {
  std::vector<std::int64_t> times_ms, steps_ms;
  std::vector<double> values;

  std::int64_t endMs() const { return times_ms.back() + steps_ms.back(); }
};
struct Answered {
  pv_status status = PV_FAILED;
  std::map<std::string, Told> told = {};
  std::string why = {};  // that is not all
};

class OneArchive {
 public:
  OneArchive() : OneArchive(old(9)) {}
  explicit OneArchive(simulator::Settings settings) : one(std::move(settings)) {}

  static simulator::Settings old(int version) {
    simulator::Settings settings = OnePoll::small();
    settings.pve_version = version;
    settings.files_s = 8 * kDay / 1000;
    return settings;
  }
  // Asks while the source waits for its second cycle, as another thread would.
  void run(const std::function<void()>& asks, testing::GivenOptions more = {}) {
    more.merge(one.options());
    source =
        std::make_unique<testing::FakeComponent>(one.host, pipevane_plugin, "proxmox_poll", more);
    one.host.onWait([&](std::int64_t) {
      asks();
      one.host.requestStop();
    });
    source->run();
    one.host.onWait(nullptr);
  }
  const pv_archive& service() { return *source->service<pv_archive>(PV_ARCHIVE); }
  bool keeps(const std::string& entity) {
    return service().keeps(source->serviceSelf(), one.host.dictionary().entity(entity));
  }
  Answered ask(const std::string& entity, const std::vector<std::string>& metrics,
               std::int64_t from_ms, std::int64_t to_ms = kBeginMs,
               std::int64_t patience_ms = 3'000, std::int32_t aggregate = PV_AVERAGE) {
    std::vector<MetricId> ids;
    for (const auto& each : metrics) ids.push_back(one.host.dictionary().metric(each, "", false));
    const pv_archive_query query{.size = sizeof query,
                                 .aggregate = aggregate,
                                 .from_ms = from_ms,
                                 .to_ms = to_ms,
                                 .patience_ms = patience_ms,
                                 .entity = one.host.dictionary().entity(entity),
                                 .metric_count = ids.size(),
                                 .metrics = ids.data(),
                                 .incomplete = [](void* raw, pv_text why) {
                                   static_cast<Context*>(raw)->answered.why = str(why);
                                 }};
    Context context{this, {}};
    context.answered.status =
        service().query(source->serviceSelf(), &query, &context, [](void* raw, const auto* points) {
          auto& to = *static_cast<Context*>(raw);
          const auto name = to.self->one.host.dictionary().info(points->metric).name;
          to.answered.told[std::string(name)] = {
              {points->times_ms, points->times_ms + points->count},
              {points->steps_ms, points->steps_ms + points->count},
              {points->values, points->values + points->count}};
        });
    return context.answered;
  }
  std::uint64_t asked(const std::string& path) { return one.asked(path + "/rrddata"); }
  std::string inspected() {
    std::string json;
    source->service<pv_inspect>(PV_INSPECT)
        ->read(source->serviceSelf(), &json,
               [](void* to, pv_text text) { *static_cast<std::string*>(to) = str(text); });
    return json;
  }

  OnePoll one;
  std::unique_ptr<testing::FakeComponent> source;

 private:
  struct Context {
    OneArchive* self;
    Answered answered;
  };
};

}  // namespace pipevane::proxmox_poll
