// What becomes of a component's examination that does not come to an end.
#include "engine/host/examination.h"

#include <gmock/gmock.h>
#include <pipevane/text.h>

namespace pipevane::host {
namespace {

using ::testing::HasSubstr;

using Visit = void (*)(void*, pv_text);

TEST(Examination, ThatFailsSaysWhyAndFailsTheWhole) {
  const pv_doctor doctor = {.size = sizeof(pv_doctor),
                            .examine = [](void*, void* context, Visit visit) -> pv_status {
                              visit(context, text("no memory\x1b[31m is left"));
                              return PV_FAILED;
                            }};
  Examination examination;
  examination.findings = examinedBy("lab", doctor, nullptr);
  ASSERT_EQ(examination.findings.size(), 1U);
  EXPECT_EQ(examination.findings[0].check, "examination");
  EXPECT_EQ(examination.findings[0].state, "failed");
  EXPECT_EQ(examination.findings[0].sentence, "cannot examine lab: no memory [31m is left");
  EXPECT_THAT(textOf(examination), HasSubstr("no memory"));
  EXPECT_EQ(codeFor(examination), 69);
}

TEST(Examination, ThatFailsWithoutAWordSaysThat) {
  const pv_doctor doctor = {.size = sizeof(pv_doctor),
                            .examine = [](void*, void*, Visit) -> pv_status { return PV_FAILED; }};
  const Findings findings = examinedBy("lab", doctor, nullptr);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].state, "failed");
  EXPECT_EQ(findings[0].sentence, "cannot examine lab: the plugin gives no reason");
}

}  // namespace
}  // namespace pipevane::host
