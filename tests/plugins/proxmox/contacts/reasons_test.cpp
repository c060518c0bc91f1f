#include "plugins/proxmox/contacts/reasons.h"

#include <gtest/gtest.h>

namespace pipevane::proxmox {
namespace {

constexpr const char* kAdvice = "; check that the node is up, its address, and the firewall";

Reason refused(const std::string& url, const std::string& how = "Connection refused") {
  return {url, "cannot connect to " + url + ": " + how + kAdvice};
}

TEST(Reasons, NameAllEndpointsOfOneCauseInOneSentence) {
  EXPECT_EQ(reasonsText({}), "");
  EXPECT_EQ(reasonsText({refused("https://a:8006")}),
            std::string("cannot connect to https://a:8006: Connection refused") + kAdvice);
  EXPECT_EQ(reasonsText({refused("https://a:8006"), refused("https://b:8006")}),
            std::string("cannot connect to https://a:8006 and https://b:8006: Connection refused") +
                kAdvice);
  EXPECT_EQ(
      reasonsText({refused("u1"), refused("u2"), refused("u3"), refused("u4"), refused("u5")}),
      std::string("cannot connect to u1, u2, u3 and 2 more: Connection refused") + kAdvice);
}

TEST(Reasons, SayAdviceThatSeveralHaveOnce) {
  EXPECT_EQ(reasonsText({refused("u1"), refused("u2", "No route to host"), refused("u3")}),
            std::string("cannot connect to u1 and u3: Connection refused; "
                        "cannot connect to u2: No route to host") +
                kAdvice);
  EXPECT_EQ(reasonsText({refused("u1"), {"u2", "u2 does not know the token; check its secret"}}),
            std::string("cannot connect to u1: Connection refused") + kAdvice +
                "; u2 does not know the token; check its secret");
}

TEST(Reasons, KeepApartWhatIsOtherThanTheNameOfTheEndpoint) {
  EXPECT_EQ(reasonsText({{"u1", "u1 shows AA"}, {"u2", "u2 shows BB"}}),
            "u1 shows AA; u2 shows BB");
  // The one is the beginning of the other.
  EXPECT_EQ(reasonsText({{"h:80", "no answer from h:80, but h:8006"},
                         {"h:8006", "no answer from h:8006, but h:8006"}}),
            "no answer from h:80, but h:8006; no answer from h:8006, but h:8006");
}

TEST(Reasons, AreNoMoreThanThreeAndCountTheOthers) {
  EXPECT_EQ(reasonsText({{"a", "x a"}, {"b", "y b"}, {"c", "z c"}, {"d", "w d"}, {"e", "x e"}}),
            "x a and e; y b; z c; and 1 more endpoint fails");
}

}  // namespace
}  // namespace pipevane::proxmox
