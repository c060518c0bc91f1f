// The pipeline's smaller parts: dictionary, inbox, pool, wants.
#include "engine/base/limits.h"
#include "engine/base/system_clock.h"
#include "engine/pipeline/dictionary.h"
#include "engine/pipeline/inbox.h"
#include "engine/pipeline/wants.h"

#include <pipevane/text.h>

#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace pipevane::pipeline {
namespace {

TEST(Dictionary, GivesOneIdForOneNameAndRemembersIt) {
  Dictionary dictionary;
  const auto entity = dictionary.entity("lab/node/pve1", "lab");
  EXPECT_EQ(dictionary.entity("lab/node/pve1", "lab"), entity);
  EXPECT_NE(dictionary.entity("lab/node/pve2", "lab"), entity);
  EXPECT_EQ(view(dictionary.entityKey(entity)), "lab/node/pve1");
  const auto metric = dictionary.metric("network_receive_bytes_total", "bytes", true);
  EXPECT_EQ(dictionary.metric("network_receive_bytes_total", "other", false), metric);
  pv_metric info{};
  ASSERT_TRUE(dictionary.metricInfo(metric, info));
  EXPECT_EQ(view(info.unit), "bytes");
  EXPECT_TRUE(info.counter);
  const auto series = dictionary.series(entity, metric);
  EXPECT_EQ(dictionary.findSeries(entity, metric), series);
  pv_entity_id of_entity = 0;
  pv_metric_id of_metric = 0;
  ASSERT_TRUE(dictionary.seriesInfo(series, of_entity, of_metric));
  EXPECT_EQ(of_entity, entity);
  EXPECT_EQ(of_metric, metric);
}

TEST(Dictionary, AnswersNoneForWhatItNeverSawAndForWhatItRefuses) {
  Dictionary dictionary;
  EXPECT_EQ(dictionary.findEntity("lab/node/pve1"), PV_NONE);
  EXPECT_EQ(dictionary.findMetric("cpu"), PV_NONE);
  EXPECT_EQ(dictionary.series(0, 0), PV_NONE);
  EXPECT_EQ(dictionary.series(PV_NONE, PV_NONE), PV_NONE);
  EXPECT_FALSE(present(dictionary.entityKey(7)));
  EXPECT_EQ(dictionary.entity("", "lab"), PV_NONE);
  EXPECT_EQ(dictionary.entity(std::string(limits::kNameBytes + 1, 'x'), "lab"), PV_NONE);
  EXPECT_NE(dictionary.entity(std::string(limits::kNameBytes, 'x'), "lab"), PV_NONE);
  EXPECT_EQ(dictionary.metric("m", std::string(limits::kNameBytes + 1, 'x'), false), PV_NONE);
}

TEST(Dictionary, StopsAtItsLimitOfMetrics) {
  Dictionary dictionary;
  for (std::size_t i = 0; i < limits::kMetrics; ++i)
    ASSERT_NE(dictionary.metric("m" + std::to_string(i), "", false), PV_NONE);
  EXPECT_EQ(dictionary.metric("one_more", "", false), PV_NONE);
  EXPECT_NE(dictionary.metric("m0", "", false), PV_NONE);
}

TEST(Dictionary, KeepsRoomForOthersWhereOneComponentInventsNames) {
  Dictionary dictionary;
  for (std::size_t i = 0; i < limits::kEntitiesOfOne; ++i)
    ASSERT_NE(dictionary.entity("evil/vm/" + std::to_string(i), "evil"), PV_NONE);
  EXPECT_EQ(dictionary.entity("evil/vm/one_more", "evil"), PV_NONE);
  EXPECT_NE(dictionary.entity("evil/vm/0", "evil"), PV_NONE);
  const auto other = dictionary.entity("lab/vm/100", "lab");
  EXPECT_NE(other, PV_NONE);
  EXPECT_EQ(dictionary.entity("lab/vm/100", "evil"), other);
  EXPECT_EQ(dictionary.size().entities, limits::kEntitiesOfOne + 1);
}

TEST(Dictionary, GivesTheSameIdsToManyThreads) {
  Dictionary dictionary;
  const auto internAll = [&dictionary](std::vector<pv_entity_id>& ids) {
    for (int i = 0; i < 1000; ++i)
      ids.push_back(dictionary.entity("lab/vm/" + std::to_string(i), "lab"));
  };
  std::vector<pv_entity_id> here, there;
  {
    const std::jthread other([&] { internAll(there); });
    internAll(here);
  }
  EXPECT_EQ(here, there);
  EXPECT_EQ(dictionary.size().entities, 1000u);
}

SharedBatch batchOf(const std::shared_ptr<BatchPool>& pool, std::size_t samples) {
  auto buffer = pool->take();
  buffer->reset(1000, 0);
  const pv_columns room = buffer->samples(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    room.series[i] = 0;
    room.values[i] = 1.0;
    room.qualities[i] = PV_LIVE;
  }
  return pool->share(std::move(buffer));
}

Delivery delivery(SharedBatch batch) {
  Delivery made;
  made.batch = std::move(batch);
  return made;
}

// Random offers, takes, finishes and closings, on both policies: the account must add up after
// every one of them.
TEST(Inbox, KeepsItsAccountsAtAllTimes) {
  for (const std::int32_t policy : {PV_POLICY_BLOCK, PV_POLICY_DROP_OLDEST}) {
    SystemClock clock;
    const std::shared_ptr<Waiter> waiter = clock.makeWaiter();
    const auto pool = std::make_shared<BatchPool>();
    Inbox inbox;
    const auto edge = inbox.addEdge(policy, 20'000, waiter);
    inbox.open();
    std::mt19937 random(7);
    bool in_hand = false;
    std::uint64_t offered = 0;
    for (int step = 0; step < 20'000; ++step) {
      bool lost = false;
      switch (random() % 8) {
        case 0:
        case 1:
        case 2:
        case 3:
          if (inbox.offer(*edge, delivery(batchOf(pool, random() % 400)), lost) ==
              Inbox::Offer::kTaken)
            ++offered;
          break;
        case 4:
        case 5:
        case 6:
          if (in_hand) inbox.finish(random() % 2 == 0 ? std::optional<Loss>{} : Loss::kRefused);
          in_hand = !in_hand && inbox.take().has_value();
          break;
        default:
          if (random() % 50 == 0) {
            inbox.close(Loss::kDown);
            in_hand = false;
          } else {
            inbox.open();
          }
      }
      const QueueAccount account = inbox.account(*edge).queue;
      ASSERT_EQ(account.pushed, account.delivered + account.dropped + account.queued)
          << "step " << step;
      ASSERT_EQ(account.pushed, offered) << "step " << step;
      ASSERT_EQ(account.dropped,
                std::accumulate(account.dropped_by.begin(), account.dropped_by.end(), 0u))
          << "step " << step;
      ASSERT_TRUE(account.queued_bytes <= account.capacity_bytes || account.queued <= 2)
          << "step " << step;
      ASSERT_EQ(account.queued == 0, account.queued_bytes == 0) << "step " << step;
    }
  }
}

TEST(Inbox, TakesFromItsEdgesInOrderOfArrival) {
  SystemClock clock;
  const std::shared_ptr<Waiter> waiter = clock.makeWaiter();
  const auto pool = std::make_shared<BatchPool>();
  Inbox inbox;
  const auto left = inbox.addEdge(PV_POLICY_BLOCK, 1 << 20, waiter);
  const auto right = inbox.addEdge(PV_POLICY_BLOCK, 1 << 20, waiter);
  inbox.open();
  bool lost = false;
  std::vector<std::uint64_t> order;
  for (const auto& edge : {right, left, left, right}) {
    Delivery made = delivery(batchOf(pool, 1));
    made.sequence = order.size();
    inbox.offer(*edge, made, lost);
    order.push_back(made.sequence);
  }
  for (const std::uint64_t expected : order) {
    EXPECT_EQ(inbox.take()->sequence, expected);
    inbox.finish();
  }
  EXPECT_TRUE(inbox.empty());
}

TEST(Inbox, LetsABatchLargerThanItselfPassWhenItIsEmpty) {
  SystemClock clock;
  const std::shared_ptr<Waiter> waiter = clock.makeWaiter();
  const auto pool = std::make_shared<BatchPool>();
  Inbox inbox;
  const auto edge = inbox.addEdge(PV_POLICY_BLOCK, 10, waiter);
  inbox.open();
  bool lost = false;
  EXPECT_EQ(inbox.offer(*edge, delivery(batchOf(pool, 1000)), lost), Inbox::Offer::kTaken);
  EXPECT_EQ(inbox.offer(*edge, delivery(batchOf(pool, 1)), lost), Inbox::Offer::kFull);
}

TEST(BatchPool, UsesABufferAgainAndForgetsWhatWasInIt) {
  const auto pool = std::make_shared<BatchPool>();
  const BatchBuffer* first = nullptr;
  {
    const SharedBatch batch = batchOf(pool, 100);
    first = batch.get();
  }
  const auto again = pool->take();
  EXPECT_EQ(again.get(), first);
  EXPECT_EQ(again->seal().sample_count, 0u);
}

TEST(BatchBuffer, CopiesTextsThatItIsGiven) {
  BatchBuffer buffer;
  buffer.reset(5, PV_BACKFILL);
  {
    std::string name = "status", value = "running";
    const pv_attribute attributes[] = {attribute(name, value), forgotten("lock")};
    buffer.change({.size = sizeof(pv_entity_change),
                   .kind = PV_UPSERT,
                   .entity = 3,
                   .attribute_count = 2,
                   .attributes = attributes});
    name.assign(6, 'x');
    value.assign(7, 'x');
  }
  const pv_batch& raw = buffer.seal();
  ASSERT_EQ(raw.change_count, 1u);
  EXPECT_EQ(view(raw.changes[0].attributes[0].name), "status");
  EXPECT_EQ(view(raw.changes[0].attributes[0].value), "running");
  EXPECT_FALSE(present(raw.changes[0].attributes[1].value));
}

TEST(BatchBuffer, KeepsItsColumnsOfOneLengthWhereThereIsNoRoomForMore) {
  BatchBuffer buffer;
  buffer.reset(5, 0);
  buffer.samples(3);
  EXPECT_THROW(buffer.samples(std::numeric_limits<std::size_t>::max()), Unfit);
  EXPECT_THROW(buffer.samples(limits::kBatchBytes), Unfit);
  EXPECT_EQ(buffer.seal().sample_count, 3u);
  buffer.samples(2);
  EXPECT_EQ(buffer.seal().sample_count, 5u);
}

TEST(Wants, ATransformIsGivenWhatItNeedsAndWhatSomebodyBehindItTakes) {
  pv_component_type type{};
  type.kind = PV_TRANSFORM;
  type.wants = PV_SAMPLES | PV_EXCHANGES;
  type.makes = PV_SAMPLES | PV_EXCHANGES;
  EXPECT_EQ(effectiveWants(type, PV_SAMPLES), std::uint32_t{PV_SAMPLES});
  type.makes = PV_SAMPLES;  // decodes exchanges into samples
  EXPECT_EQ(effectiveWants(type, PV_SAMPLES), std::uint32_t{PV_SAMPLES | PV_EXCHANGES});
}

}  // namespace
}  // namespace pipevane::pipeline
