// Nothing is asked while its answer is on its way, whoever wants it and however long that takes.
#include "tests/plugins/proxmox_poll/one_archive.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;

// Asked by so many threads in one moment: what each asks for, by its number. The points told.
std::size_t askAtOnce(OneArchive& archive, int threads,
                      const std::function<pv_archive_query(int)>& question) {
  std::atomic<std::size_t> points = 0;
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i)
    all.emplace_back([&, i] {
      const pv_archive_query query = question(i);
      archive.service().query(archive.source->serviceSelf(), &query, &points,
                              [](void* sum, const pv_archive_points* told) {
                                *static_cast<std::atomic<std::size_t>*>(sum) += told->count;
                              });
    });
  for (auto& each : all) each.join();
  return points;
}

struct Wanted {
  EntityId entity;
  MetricId metric;

  Wanted(OneArchive& archive, const std::string& key)
      : entity(archive.one.host.dictionary().entity(key)),
        metric(archive.one.host.dictionary().metric("cpu_usage_ratio", "", false)) {}
  pv_archive_query back(std::int64_t back_ms, std::int64_t patience_ms = 3'000) const {
    return {.size = sizeof(pv_archive_query),
            .aggregate = PV_AVERAGE,
            .from_ms = kBeginMs - back_ms,
            .to_ms = kBeginMs,
            .patience_ms = patience_ms,
            .entity = entity,
            .metric_count = 1,
            .metrics = &metric,
            .incomplete = nullptr};
  }
};

TEST(SingleFlight, OfManyWhoAskTheSameOneAsks) {
  OneArchive archive;
  archive.run([&] {
    const Wanted vm(archive, "sim/vm/100");
    const auto points = askAtOnce(archive, 8, [&](int) { return vm.back(kDay); });
    EXPECT_GE(points, 8U * 1'400);
    EXPECT_EQ(archive.asked("/nodes/pve1/qemu/100"), 1U);
    EXPECT_EQ(archive.one.sim().underWay().mostOfOne(), 1);
  });
}

TEST(SingleFlight, OfManyObjectsAndFramesOneIsAskedForAfterTheOther) {
  OneArchive archive;
  archive.run([&] {
    const Wanted guests[] = {Wanted(archive, "sim/vm/100"), Wanted(archive, "sim/vm/101"),
                             Wanted(archive, "sim/container/104")};
    const std::int64_t frames[] = {kHour, kDay};
    askAtOnce(archive, 12, [&](int i) { return guests[i % 3].back(frames[i / 3 % 2]); });
    for (const char* guest : {"qemu/100", "qemu/101", "lxc/104"})
      EXPECT_EQ(archive.asked(std::string("/nodes/pve1/") + guest), 2U) << guest;
    EXPECT_EQ(archive.one.sim().underWay().mostAt("pve1"), 1);
  });
}

TEST(SingleFlight, WhoIsTiredOfWaitingAsksNoSecondTime) {
  OneArchive archive;
  archive.one.sim().faults().add({.path = "/nodes/pve1/qemu", .kind = Fault::Kind::kHang});
  archive.run([&] {
    const Wanted vm(archive, "sim/vm/100");
    const auto points = askAtOnce(archive, 8, [&](int) { return vm.back(kDay, 300); });
    EXPECT_EQ(points, 0U);
    EXPECT_EQ(archive.asked("/nodes/pve1/qemu/100"), 1U) << "and then the node rests";
    EXPECT_EQ(archive.one.sim().underWay().mostOfOne(), 1);
  });
}

TEST(SingleFlight, TheNextCycleWaitsForTheAnswerOfTheOneBefore) {
  OnePoll one;
  one.sim().faults().add(
      {.path = "/cluster/resources", .kind = Fault::Kind::kHang, .reason = "", .count = 2});
  one.sim().faults().add(
      {.path = "/cluster/metrics/export", .kind = Fault::Kind::kHang, .reason = "", .count = 2});
  one.runFor(60'000, {{"interval", std::string("1s")}, {"timeout", std::string("1s")}});
  EXPECT_GE(one.asked("/cluster/metrics/export"), 40U);
  EXPECT_EQ(one.sim().underWay().mostOfOne(), 1);
  EXPECT_EQ(one.sim().underWay().mostAt("pve1"), 1) << "one call after the other";
}

}  // namespace
}  // namespace pipevane::proxmox_poll
