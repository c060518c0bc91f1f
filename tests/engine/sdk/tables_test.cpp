// The tables of services that a component written in C++ need not write itself.
#include <pipevane/component.h>
#include <pipevane/doctor_table.h>
#include <pipevane/error.h>
#include <pipevane/figures_table.h>
#include <pipevane/inspect_table.h>
#include <pipevane/trial_table.h>

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

namespace pipevane {
namespace {

// What is asked of it throws where it shall.
class Asked final : public Sink {
 public:
  enum class Throws { kNothing, kError, kNumber } throws = Throws::kNothing;

  Verdict process(const Batch&) override { return Verdict::done(); }
  std::string described() const { return told("{\"is\":\"well\"}"); }
  std::string examined() const { return told("[]"); }
  void tellFigures(const FigureVisit& visit) const {
    const pv_attribute reason = attribute("reason", "late");
    visit.counter("lines_total", "Lines.", 7U, {&reason, 1});
    visit.gauge("open", "What is open.", told("").empty() ? 0.5 : 0);
  }
  void tryToStart(std::span<const pv_text> freed) const { told(freed.empty() ? "" : "free"); }
  std::vector<std::string> held() const { return {told("tcp 1"), "udp 2"}; }

 private:
  std::string told(std::string words) const {
    if (throws == Throws::kError) throw Error("cannot say");
    if (throws == Throws::kNumber) throw 42;
    return words;
  }
};

struct Said {
  pv_status status = PV_OK;
  std::vector<std::string> words;
};

void hear(void* context, pv_text words) {
  static_cast<std::vector<std::string>*>(context)->push_back(str(words));
}
void* selfOf(Asked& asked) { return static_cast<Component*>(&asked); }

Said inspect(Asked& asked) {
  Said said;
  said.status = inspectTable<Asked>().read(selfOf(asked), &said.words, hear);
  return said;
}
Said examine(Asked& asked) {
  Said said;
  said.status = doctorTable<Asked>().examine(selfOf(asked), &said.words, hear);
  return said;
}

TEST(InspectTable, TellsTheStateOnce) {
  Asked asked;
  const Said said = inspect(asked);
  EXPECT_EQ(said.status, PV_OK);
  EXPECT_EQ(said.words, std::vector<std::string>{"{\"is\":\"well\"}"});
}

TEST(InspectTable, SaysNothingWhereThatThrows) {
  for (const auto throws : {Asked::Throws::kError, Asked::Throws::kNumber}) {
    Asked asked;
    asked.throws = throws;
    const Said said = inspect(asked);
    EXPECT_EQ(said.status, PV_FAILED);
    EXPECT_TRUE(said.words.empty());
  }
}

TEST(DoctorTable, TellsTheFindings) {
  Asked asked;
  const Said said = examine(asked);
  EXPECT_EQ(said.status, PV_OK);
  EXPECT_EQ(said.words, std::vector<std::string>{"[]"});
}

TEST(DoctorTable, TellsWhyItCouldNotBeExamined) {
  Asked asked;
  asked.throws = Asked::Throws::kError;
  Said said = examine(asked);
  EXPECT_EQ(said.status, PV_FAILED);
  EXPECT_EQ(said.words, std::vector<std::string>{"cannot say"});
  asked.throws = Asked::Throws::kNumber;
  said = examine(asked);
  EXPECT_EQ(said.status, PV_FAILED);
  EXPECT_TRUE(said.words.empty());
}

struct Figure {
  bool counter;
  std::string name, help;
  double value;
  std::string label;
};

pv_status figuresOf(Asked& asked, std::vector<Figure>& all) {
  return figuresTable<Asked>().read(
      selfOf(asked), &all, [](void* context, const pv_figure* figure) {
        std::string label;
        for (std::size_t i = 0; i < figure->label_count; ++i)
          label += str(figure->labels[i].name) + "=" + str(figure->labels[i].value);
        static_cast<std::vector<Figure>*>(context)->push_back(
            {figure->counter, str(figure->name), str(figure->help), figure->value, label});
      });
}

TEST(FiguresTable, TellsCountersAndGauges) {
  Asked asked;
  std::vector<Figure> all;
  EXPECT_EQ(figuresOf(asked, all), PV_OK);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[0].counter);
  EXPECT_EQ(all[0].name, "lines_total");
  EXPECT_EQ(all[0].help, "Lines.");
  EXPECT_EQ(all[0].value, 7);
  EXPECT_EQ(all[0].label, "reason=late");
  EXPECT_FALSE(all[1].counter);
  EXPECT_EQ(all[1].value, 0.5);
  EXPECT_EQ(all[1].label, "");
}

TEST(FiguresTable, SaysThatItFailedHalfWay) {
  Asked asked;
  asked.throws = Asked::Throws::kNumber;
  std::vector<Figure> all;
  EXPECT_EQ(figuresOf(asked, all), PV_FAILED);
  EXPECT_EQ(all.size(), 1U);
}

TEST(TrialTable, TellsAllThatIsHeld) {
  Asked asked;
  std::vector<std::string> things;
  trialTable<Asked>().holds(selfOf(asked), &things, hear);
  EXPECT_EQ(things, (std::vector<std::string>{"tcp 1", "udp 2"}));
}

TEST(TrialTable, TellsWhyItCouldNotStart) {
  Asked asked;
  asked.throws = Asked::Throws::kError;
  std::vector<std::string> why;
  EXPECT_EQ(trialTable<Asked>().check(selfOf(asked), {}, &why, hear), PV_FAILED);
  EXPECT_EQ(why, std::vector<std::string>{"cannot say"});
  asked.throws = Asked::Throws::kNothing;
  EXPECT_EQ(trialTable<Asked>().check(selfOf(asked), {}, &why, hear), PV_OK);
}

}  // namespace
}  // namespace pipevane
