#include "tests/plugins/web/known_provenance.h"

#include <gtest/gtest.h>

namespace pipevane::web {
namespace {

constexpr const char* kAddress = "/api/provenance?entity=lab/vm/100";

struct ProvenanceRest : ::testing::Test {
  OneWeb one;
  KnownProvenance known;
  void SetUp() override {
    fill(one);
    known.about = one.host.dictionary().entity("lab/vm/100");
  }
  void offer() { one.host.offer(PV_PROVENANCE, &KnownProvenance::kTable, &known); }
};

TEST_F(ProvenanceRest, SaysWhoToldWhatAndWhatOthersSaid) {
  offer();
  const auto json = one.get(kAddress).json();
  EXPECT_EQ(json->getValue<std::string>("entity"), "lab/vm/100");
  const auto status = json->getObject("attributes")->getObject("status");
  EXPECT_EQ(status->getValue<std::string>("component"), "events");
  EXPECT_EQ(status->getValue<std::string>("value"), "stopped");
  EXPECT_EQ(status->getValue<std::int64_t>("as_of_ms"), kNow - 1000);
  const auto other = status->getArray("others")->getObject(0);
  EXPECT_EQ(other->getValue<std::string>("component"), "poll");
  EXPECT_EQ(other->getValue<std::string>("value"), "running");
  const auto memory = json->getObject("metrics")->getObject("memory_used_bytes");
  EXPECT_EQ(memory->getValue<std::string>("component"), "push");
  EXPECT_EQ(memory->getValue<double>("value"), 7);
  EXPECT_EQ(memory->getArray("others")->getObject(0)->getValue<std::string>("quality"),
            "estimated");
}

TEST_F(ProvenanceRest, ShowsWhatOnlyOneTellsAsTheEntityHasIt) {
  offer();
  one.sample("lab/vm/100", "cpu_usage_percent", 12.5);
  const auto cpu = one.get(kAddress).json()->getObject("metrics")->getObject("cpu_usage_percent");
  EXPECT_EQ(cpu->getValue<std::string>("component"), "poll");
  EXPECT_EQ(cpu->getValue<double>("value"), 12.5);
  EXPECT_EQ(cpu->getValue<std::int64_t>("as_of_ms"), kNow);
  EXPECT_FALSE(cpu->has("others"));
}

TEST_F(ProvenanceRest, RefusesWhatItCannotAnswer) {
  EXPECT_EQ(one.get("/api/provenance").status, 400);
  EXPECT_EQ(one.get(kAddress).status, 404) << "nobody offers it";
  offer();
  EXPECT_EQ(one.get("/api/provenance?entity=lab/vm/101").status, 404);
  EXPECT_EQ(one.get("/api/provenance?entity=never/seen/1").status, 404);
  known.answer = PV_GONE;
  EXPECT_EQ(one.get(kAddress).status, 503);
}

}  // namespace
}  // namespace pipevane::web
