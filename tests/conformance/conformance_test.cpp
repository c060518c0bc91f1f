// Runs on every plugin that was built: what the engine may rely on, whoever wrote it.
#include "engine/loader/catalogue.h"
#include "tests/conformance/samples.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <memory>
#include <ostream>

namespace pipevane::testing {
namespace {

struct Offered {
  std::filesystem::path file;
  const pv_plugin* plugin;
  const pv_component_type* type;
};
void PrintTo(const Offered& offered, std::ostream* out) { *out << offered.type->name; }

const loader::Catalogue& catalogue() {
  static const loader::Catalogue loaded = [] {
    loader::Catalogue all;
    all.addFolder(PIPEVANE_BUILD_DIR "/lib/pipevane/plugins");
    return all;
  }();
  return loaded;
}

std::vector<Offered> everyType() {
  std::vector<Offered> all;
  for (const auto& plugin : catalogue().plugins())
    for (const pv_component_type& type :
         SizedSpan<pv_component_type>(plugin.description->types, plugin.description->type_count))
      all.push_back({plugin.file, plugin.description, &type});
  return all;
}

bool isSnakeCase(std::string_view name) {
  const auto fine = [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '_'; };
  return !name.empty() && std::all_of(name.begin(), name.end(), fine);
}

TEST(Plugins, AreAllAccepted) {
  for (const auto& refused : catalogue().refused()) ADD_FAILURE() << refused.why;
  EXPECT_FALSE(catalogue().plugins().empty());
}

class Conformance : public ::testing::TestWithParam<Offered> {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "conformance.XXXXXX";
    folder_ = mkdtemp(pattern.data());
    host_.setFolders((folder_ / "data").string(), (folder_ / "share").string());
    host_.setNow(1'800'000'000'000);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const pv_component_type& type() const { return *GetParam().type; }
  std::unique_ptr<FakeComponent> make() {
    return std::make_unique<FakeComponent>(host_, *GetParam().plugin, type().name,
                                           givenOptions(*GetParam().plugin, type(), folder_));
  }

  std::filesystem::path folder_;
  FakeHost host_;
};

TEST_P(Conformance, DescribesItselfInTheProjectsWords) {
  EXPECT_TRUE(isSnakeCase(type().name)) << type().name;
  EXPECT_TRUE(std::string_view(type().summary).ends_with('.')) << type().summary;
  for (const pv_option& option : SizedSpan<pv_option>(type().options, type().option_count)) {
    EXPECT_TRUE(isSnakeCase(option.key)) << option.key;
    EXPECT_TRUE(option.help != nullptr && std::string_view(option.help).ends_with('.'))
        << option.key << " needs a sentence of help";
    EXPECT_TRUE(!option.secret || option.fallback == nullptr)
        << option.key << " is a secret with a default";
    EXPECT_TRUE(!option.secret || option.type == PV_TEXT) << option.key;
    EXPECT_LE(option.minimum, option.maximum) << option.key;
  }
}

TEST_P(Conformance, WantsAndMakesWhatItsKindCan) {
  constexpr std::uint32_t kAll = PV_SAMPLES | PV_ENTITIES | PV_EVENTS | PV_EXCHANGES;
  EXPECT_EQ(type().wants & ~kAll, 0u);
  EXPECT_EQ(type().makes & ~kAll, 0u);
  EXPECT_EQ(type().wants == 0u, type().kind == PV_SOURCE);
  EXPECT_EQ(type().makes == 0u, type().kind == PV_SINK);
}

TEST_P(Conformance, TwoInstancesLiveBesideEachOther) {
  FakeHost other("other");
  other.setFolders((folder_ / "data2").string(), (folder_ / "share").string());
  const auto first = make();
  const FakeComponent second(other, *GetParam().plugin, type().name,
                             givenOptions(*GetParam().plugin, type(), folder_ / "second"));
  EXPECT_EQ(first->start(), PV_OK);
}

TEST_P(Conformance, TakesEveryKindOfBatchWithoutFailing) {
  if (type().kind == PV_SOURCE) return;
  const auto component = make();
  ASSERT_EQ(component->start(), PV_OK) << host_.explanation().why;
  for (const MadeBatch& batch : everyKindOfBatch(host_)) {
    const pv_status status = component->process(batch);
    EXPECT_TRUE(status == PV_OK ||
                (type().kind == PV_SINK && (status == PV_RETRY || status == PV_DROP)))
        << "status " << status << ": " << host_.explanation().why;
  }
  EXPECT_EQ(component->flush(), PV_OK) << host_.explanation().why;
}

TEST_P(Conformance, AStoppedSourceReturns) {
  if (type().kind != PV_SOURCE) return;
  const auto component = make();
  host_.requestStop();
  ASSERT_EQ(component->start(), PV_OK) << host_.explanation().why;
  EXPECT_NE(component->run(), PV_FAILED) << host_.explanation().why;
}

TEST_P(Conformance, ASourceWaitsByTheEnginesClockAndReturnsWhenItIsStopped) {
  if (type().kind != PV_SOURCE) return;
  const auto component = make();
  host_.stopAt(host_.host().nowMs() + 60'000);
  ASSERT_EQ(component->start(), PV_OK) << host_.explanation().why;
  EXPECT_EQ(component->run(), PV_STOPPED) << host_.explanation().why;
}

TEST_P(Conformance, ItsServicesAreTablesThatSayTheirSize) {
  const auto component = make();
  ASSERT_EQ(component->start(), PV_OK);
  for (const char* name : {"pipevane.history/1", "pipevane.inspect/1", "pipevane.refresh/1",
                           "pipevane.trial/1", "pipevane.handover/1"}) {
    const auto* size = component->service<std::uint32_t>(name);
    if (size == nullptr) continue;
    EXPECT_GE(*size, sizeof(std::uint32_t) + sizeof(void*)) << name;
  }
  EXPECT_EQ(component->service<void>("pipevane.refresh/1") != nullptr, type().kind == PV_SOURCE);
  EXPECT_EQ(component->service<void>("pipevane.nobody-offers-this/1"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Every, Conformance, ::testing::ValuesIn(everyType()),
                         [](const auto& one) { return std::string(one.param.type->name); });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Conformance);

}  // namespace
}  // namespace pipevane::testing
