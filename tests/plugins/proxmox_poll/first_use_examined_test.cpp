// What the doctor says of the source where the options say first-use, before it runs and after.
#include "tests/plugins/proxmox_poll/first_use_of_a_poll.h"

#include <gmock/gmock.h>
#include <pipevane/doctor.h>
#include <pipevane/inspect.h>

#include <filesystem>
#include <string>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string told(testing::FakeComponent& source, const char* service) {
  std::string json;
  const auto keep = [](void* context, pv_text text) {
    *static_cast<std::string*>(context) = str(text);
  };
  if (std::string(service) == PV_DOCTOR)
    source.service<pv_doctor>(service)->examine(source.serviceSelf(), &json, keep);
  else
    source.service<pv_inspect>(service)->read(source.serviceSelf(), &json, keep);
  return json;
}

TEST_F(FirstUseOfAPoll, ExaminedBeforeItRunsTrustsNobodyAndSaysWhatItWould) {
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", options({node(1)}));
  const std::string json = told(source, PV_DOCTOR);
  EXPECT_THAT(json, AllOf(HasSubstr(R"("check":"certificate","state":"note")"),
                          HasSubstr("would be trusted at first use"),
                          HasSubstr(R"("fingerprint":")" + one.sim().fingerprint("pve1")),
                          HasSubstr("pvenode cert info"), Not(HasSubstr(R"("check":"token")"))));
  EXPECT_EQ(one.asked("/version"), 0U);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path));
}

TEST_F(FirstUseOfAPoll, ExaminedLaterShowsWhatIsKeptAndSinceWhen) {
  keep(node(1), one.sim().fingerprint("pve1"));
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", options({node(1)}));
  EXPECT_THAT(told(source, PV_DOCTOR), AllOf(HasSubstr(R"("trusted_since":"2026-11-18)"),
                                             HasSubstr(R"("check":"privileges")")));
}

TEST_F(FirstUseOfAPoll, ExaminedAfterAChangeShowsBothAndTheRemedy) {
  keep(node(1), kOtherPin);
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", options({node(1)}));
  EXPECT_THAT(told(source, PV_DOCTOR),
              AllOf(HasSubstr(R"("check":"certificate","state":"failed")"),
                    HasSubstr(R"("expected":")" + kOtherPin),
                    HasSubstr(R"("fingerprint":")" + one.sim().fingerprint("pve1")),
                    HasSubstr(R"("trusted_since":"2026-11-18)"), HasSubstr("take the line of")));
  EXPECT_EQ(one.asked("/version"), 0U);
  EXPECT_EQ(kept(node(1)), kOtherPin);
}

// One is not known yet, and of the other another certificate is: a node that is trusted names both.
TEST_F(FirstUseOfAPoll, ExaminedTakesTheWordOfATrustedMemberAndKeepsNothing) {
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll",
                                options({node(1), node(2), node(3)}));
  keep(node(3), kOtherPin);
  EXPECT_THAT(told(source, PV_DOCTOR), HasSubstr(R"("check":"certificate","state":"failed")"))
      << "nobody is trusted yet";
  keep(node(1), one.sim().fingerprint("pve1"));
  const std::string well = told(source, PV_DOCTOR);
  EXPECT_THAT(well, AllOf(Not(HasSubstr(R"("state":"failed")")), Not(HasSubstr("does not know"))));
  std::size_t spoken_to = 0;
  const std::string knows = R"("check":"token","state":"ok")";
  for (auto at = well.find(knows); at != std::string::npos; at = well.find(knows, at + 1))
    ++spoken_to;
  EXPECT_EQ(spoken_to, 3U) << well;
  EXPECT_EQ(kept(node(2)), "nothing");
  EXPECT_EQ(kept(node(3)), kOtherPin);
}

TEST_F(FirstUseOfAPoll, TellsTheSameOfTheRunningSource) {
  keep(node(2), kOtherPin);
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll",
                                options({node(2), node(1)}));
  std::string ill, well;
  // Before it is vouched for at the end of the cycle, and after.
  one.host.onWait([&](std::int64_t) { (ill.empty() ? ill : well) = told(source, PV_INSPECT); });
  one.host.stopAt(kBeginMs + 45'000);
  source.run();
  EXPECT_THAT(well, AllOf(HasSubstr(R"("trusted_since")"), Not(HasSubstr(R"("state":"failed")"))));
  EXPECT_THAT(ill, HasSubstr(R"("expected":")" + kOtherPin));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
