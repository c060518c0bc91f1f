#include <pipevane/inspect.h>
#include <pipevane/refresh.h>
#include <pipevane/testing/fake_component.h>

#include <gmock/gmock.h>

#include <cmath>

extern "C" const pv_plugin pipevane_plugin;

namespace pipevane {
namespace {

using ::testing::ElementsAre;
using testing::FakeComponent;
using testing::FakeHost;
using testing::GivenOptions;
using ::testing::HasSubstr;
using testing::MadeBatch;
using testing::typeNamed;

GivenOptions throwing(const std::string& call, const std::string& what = "error") {
  return {{"throws", call}, {"what", what}};
}

TEST(Plugin, DescribesItself) {
  EXPECT_EQ(pipevane_plugin.magic, PV_MAGIC);
  EXPECT_EQ(pipevane_plugin.abi_major, PV_ABI_MAJOR);
  EXPECT_EQ(pipevane_plugin.abi_minor, PV_ABI_MINOR);
  EXPECT_EQ(pipevane_plugin.size, sizeof(pv_plugin));
  EXPECT_STREQ(pipevane_plugin.name, "sample");
  EXPECT_STREQ(pipevane_plugin.version, "1.2.3");
  EXPECT_STREQ(pipevane_plugin.summary, "Does as it is told.");
  EXPECT_STREQ(pipevane_plugin.licence, "MIT");
  EXPECT_THAT(pipevane_plugin.build, HasSubstr("."));
  ASSERT_EQ(pipevane_plugin.type_count, 4U);
}

TEST(Plugin, DeclaresWhatItsComponentsWantAndMake) {
  const auto& source = typeNamed(pipevane_plugin, "ticker");
  EXPECT_EQ(source.kind, PV_SOURCE);
  EXPECT_EQ(source.wants, 0U);
  EXPECT_EQ(source.makes, PV_SAMPLES | PV_ENTITIES | PV_EVENTS | PV_EXCHANGES);
  EXPECT_EQ(source.option_count, 3U);
  const auto& transform = typeNamed(pipevane_plugin, "pass");
  EXPECT_EQ(transform.kind, PV_TRANSFORM);
  EXPECT_EQ(transform.wants, static_cast<unsigned>(PV_SAMPLES));
  EXPECT_EQ(transform.policy, PV_POLICY_BLOCK);
  const auto& sink = typeNamed(pipevane_plugin, "plain");
  EXPECT_EQ(sink.kind, PV_SINK);
  EXPECT_EQ(sink.wants, static_cast<unsigned>(PV_EVENTS));
  EXPECT_EQ(sink.policy, PV_POLICY_DROP_OLDEST);
  EXPECT_EQ(sink.option_count, 0U);
  EXPECT_EQ(sink.options, nullptr);
}

TEST(Trampoline, OffersOnlyTheCallsOfItsKind) {
  FakeHost host;
  std::array<char, 64> error{};
  for (const auto* name : {"ticker", "pass", "plain"}) {
    SCOPED_TRACE(name);
    const auto& type = typeNamed(pipevane_plugin, name);
    const testing::Values values(type, {});
    const pv_component* made = type.create(&host.raw(), &values.top(), error.data(), error.size());
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(made->size, sizeof(pv_component));
    EXPECT_EQ(made->run != nullptr, type.kind == PV_SOURCE);
    EXPECT_EQ(made->process != nullptr, type.kind != PV_SOURCE);
    made->destroy(made->self);
  }
}

TEST(Trampoline, TurnsAThrowingConstructorIntoASentence) {
  FakeHost host;
  for (const char* type : {"ticker", "pass", "answer"}) {
    SCOPED_TRACE(type);
    try {
      FakeComponent made(host, pipevane_plugin, type, throwing("constructor"));
      ADD_FAILURE() << "it was made";
    } catch (const std::runtime_error& refused) {
      EXPECT_STREQ(refused.what(), "cannot go on: trouble in constructor");
    }
    EXPECT_THROW(FakeComponent(host, pipevane_plugin, type, throwing("constructor", "number")),
                 std::runtime_error);
  }
}

TEST(Trampoline, CutsTheSentenceToTheBuffer) {
  FakeHost host;
  const auto& type = typeNamed(pipevane_plugin, "pass");
  const testing::Values values(type, throwing("constructor"));
  std::array<char, 8> error{};
  error.fill('x');
  EXPECT_EQ(type.create(&host.raw(), &values.top(), error.data(), 7), nullptr);
  EXPECT_STREQ(error.data(), "cannot");
  EXPECT_EQ(error[7], 'x');
  EXPECT_EQ(type.create(&host.raw(), &values.top(), nullptr, 0), nullptr);
}

TEST(Trampoline, TurnsAnExceptionFromACallIntoFailedWithItsWords) {
  const MadeBatch batch(1'000);
  const struct {
    const char *type, *call;
    std::function<pv_status(FakeComponent&)> make_call;
  } cases[] = {
      {"ticker", "start", [](FakeComponent& it) { return it.start(); }},
      {"ticker", "run", [](FakeComponent& it) { return it.run(); }},
      {"pass", "process", [&batch](FakeComponent& it) { return it.process(batch); }},
      {"pass", "flush", [](FakeComponent& it) { return it.flush(); }},
      {"answer", "process", [&batch](FakeComponent& it) { return it.process(batch); }},
      {"answer", "flush", [](FakeComponent& it) { return it.flush(); }},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(std::string(each.type) + " " + each.call);
    FakeHost host;
    FakeComponent speaking(host, pipevane_plugin, each.type, throwing(each.call));
    EXPECT_EQ(each.make_call(speaking), PV_FAILED);
    EXPECT_EQ(host.explanation().why, std::string("cannot go on: trouble in ") + each.call);
    FakeComponent mute(host, pipevane_plugin, each.type, throwing(each.call, "number"));
    EXPECT_EQ(each.make_call(mute), PV_FAILED);
    EXPECT_EQ(host.explanation().why, "it threw something that is no std::exception");
  }
}

TEST(Trampoline, LeavesTheEnginesWordsWhereItRefusesABatch) {
  FakeHost host;
  FakeComponent source(host, pipevane_plugin, "ticker", throwing("push"));
  EXPECT_EQ(source.run(), PV_FAILED) << "it pushes one draft twice";
  EXPECT_EQ(host.explanation().why, "cannot push a batch: it was never begun, or is pushed");
}

TEST(Trampoline, TakesAThrowingServiceForAnAbsentOne) {
  FakeHost host;
  FakeComponent answer(host, pipevane_plugin, "answer", throwing("service"));
  EXPECT_EQ(answer.service<pv_inspect>(PV_INSPECT), nullptr);
}

TEST(Trampoline, HandsAServiceItsOwnComponent) {
  FakeHost host;
  FakeComponent answer(host, pipevane_plugin, "answer", {{"answer", "drop"}});
  EXPECT_EQ(answer.service<void>("pipevane.nothing/1"), nullptr);
  const auto* inspect = answer.service<pv_inspect>(PV_INSPECT);
  ASSERT_NE(inspect, nullptr);
  std::string seen;
  const auto keep = [](void* context, pv_text json) {
    *static_cast<std::string*>(context) = str(json);
  };
  EXPECT_EQ(inspect->read(answer.serviceSelf(), &seen, keep), PV_OK);
  EXPECT_EQ(seen, "{\"answer\":\"drop\"}");
}

TEST(Trampoline, AsksASourceForEverythingAnew) {
  FakeHost host;
  FakeComponent source(host, pipevane_plugin, "ticker");
  const auto* table = source.service<pv_refresh>(PV_REFRESH);
  ASSERT_NE(table, nullptr);
  table->refresh(source.serviceSelf());
  ASSERT_EQ(host.logged().size(), 1U);
  EXPECT_EQ(host.logged()[0].sentence, "it was asked for everything");
}

TEST(Trampoline, LetsNoExceptionOutOfARefresh) {
  FakeHost host;
  FakeComponent source(host, pipevane_plugin, "ticker", throwing("refresh", "number"));
  const auto* table = source.service<pv_refresh>(PV_REFRESH);
  ASSERT_NE(table, nullptr);
  table->refresh(source.serviceSelf());
  EXPECT_TRUE(host.logged().empty());
}

TEST(Trampoline, OffersARefreshOfSourcesOnly) {
  FakeHost host;
  FakeComponent pass(host, pipevane_plugin, "pass");
  EXPECT_EQ(pass.service<pv_refresh>(PV_REFRESH), nullptr);
}

TEST(Trampoline, CarriesASinksVerdict) {
  const struct {
    const char* answer;
    pv_status status;
    std::int64_t retry_after_ms;
    const char* why;
  } cases[] = {{"done", PV_OK, 0, ""},
               {"retry", PV_RETRY, 250, "the disk is full"},
               {"drop", PV_DROP, 0, "it is too old"}};
  for (const auto& each : cases) {
    SCOPED_TRACE(each.answer);
    FakeHost host;
    FakeComponent sink(host, pipevane_plugin, "answer", {{"answer", each.answer}});
    EXPECT_EQ(sink.process(MadeBatch(1'000)), each.status);
    EXPECT_EQ(host.explanation().retry_after_ms, each.retry_after_ms);
    EXPECT_EQ(host.explanation().why, each.why);
  }
}

TEST(Trampoline, SaysWhetherASourceEndedOrWasStopped) {
  FakeHost host;
  FakeComponent source(host, pipevane_plugin, "ticker");
  EXPECT_EQ(source.run(), PV_OK);
  EXPECT_EQ(host.pushed().size(), 3U);
  FakeHost stopped;
  stopped.stopAt(1'000);
  FakeComponent cut(stopped, pipevane_plugin, "ticker");
  EXPECT_EQ(cut.run(), PV_STOPPED);
  EXPECT_EQ(stopped.pushed().size(), 1U);
}

TEST(Trampoline, PassesBatchesThroughATransform) {
  FakeHost host;
  FakeComponent pass(host, pipevane_plugin, "pass");
  EXPECT_EQ(pass.process(MadeBatch(5'000, PV_BACKFILL).sample(7, 0.5)), PV_OK);
  EXPECT_EQ(pass.flush(), PV_OK);
  ASSERT_EQ(host.pushed().size(), 2U);
  EXPECT_THAT(host.pushed()[0].values(), ElementsAre(0.5));
  EXPECT_EQ(host.pushed()[0].flags(), static_cast<unsigned>(PV_BACKFILL));
  EXPECT_EQ(host.pushed()[1].timeMs(), 5'000);
  EXPECT_EQ(host.pushed()[1].flags(), static_cast<unsigned>(PV_END_OF_CYCLE));
}

}  // namespace
}  // namespace pipevane
