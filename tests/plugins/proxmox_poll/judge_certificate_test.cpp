// What is said of a certificate by what was seen of it.
#include "tests/plugins/proxmox_poll/seen.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Failure;
using ::testing::_;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(Judge, OffersThePinOfACertificateThatIsNotTrusted) {
  for (const Failure failure : {Failure::kIssuer, Failure::kFingerprint, Failure::kTls}) {
    Seen seen = healthy();
    seen.hello->status = 0;
    seen.hello->failure = failure;
    const Finding finding = only(judge(seen), "certificate");
    EXPECT_EQ(finding.state, State::kFailed);
    EXPECT_THAT(finding.remedy, HasSubstr("fingerprint: \"AA:BB\""));
    if (failure == Failure::kFingerprint) continue;
    EXPECT_THAT(finding.remedy, AllOf(HasSubstr("ca_file"), HasSubstr("first-use")));
  }
  // One that has to be renewed anyway is not to be pinned.
  Seen seen = healthy();
  seen.hello->status = 0;
  seen.hello->failure = Failure::kExpired;
  EXPECT_THAT(only(judge(seen), "certificate").remedy,
              AllOf(HasSubstr("pvecm updatecerts"), Not(HasSubstr("AA:BB"))));
}

TEST(Judge, SaysSinceWhenACertificateIsTrustedByItsFirstUse) {
  Seen seen = healthy();
  seen.trust.fingerprint.clear();
  seen.known = {.endpoint = "https://pve1.lan:8006",
                .fingerprint = kPin,
                .since_ms = kNowMs - 30 * kDayMs,
                .cluster = "lab"};
  Finding finding = only(judge(seen), "certificate");
  EXPECT_EQ(finding.state, State::kOk);
  EXPECT_THAT(finding.sentence, HasSubstr("is trusted since 2026-10-19 11:06 UTC"));
  EXPECT_THAT(finding.facts, Contains(Pair("trusted_since", "2026-10-19 11:06 UTC")));
  EXPECT_THAT(finding.facts, Not(Contains(Pair("expected", _))));
  // Somebody vouches for another one than the one that is kept.
  seen.known->fingerprint = "CC:DD";
  finding = only(judge(seen), "certificate");
  EXPECT_THAT(finding.sentence, HasSubstr("is trusted by its issuer"));
  EXPECT_THAT(finding.facts, Contains(Pair("expected", "CC:DD")));
}

TEST(Judge, SaysOfFirstUseWhatTheClientSaidOfIt) {
  for (const auto& [failure, state] : {std::pair{Failure::kChanged, State::kFailed},
                                       {Failure::kNotKept, State::kFailed},
                                       {Failure::kUnknown, State::kNote}}) {
    Seen seen = healthy();
    seen.trust.fingerprint.clear();
    seen.hello->status = 0;
    seen.hello->failure = failure;
    seen.hello->reason = "what it is";
    seen.hello->remedy = "what to do";
    EXPECT_EQ(judge(seen).size(), 2U) << "what is behind it was not looked at";
    const Finding finding = only(judge(seen), "certificate");
    EXPECT_EQ(finding.state, state);
    EXPECT_THAT(finding.sentence, HasSubstr("https://pve1.lan:8006"));
    EXPECT_THAT(finding.sentence, HasSubstr("what it is"));
    EXPECT_THAT(finding.remedy, HasSubstr("what to do"));
  }
}

TEST(Judge, WarnsOfACertificateThatEndsSoon) {
  Seen seen = healthy();
  seen.certificate->ends_ms = kNowMs + 3 * kDayMs;
  EXPECT_EQ(only(judge(seen), "certificate").state, State::kWarning);
  seen.certificate->ends_ms = kNowMs + 20 * kDayMs;
  EXPECT_EQ(only(judge(seen), "certificate").state, State::kOk);
}

TEST(Judge, SaysOfASelfSignedCertificateThatItHasExpiredAndRenewsItFirst) {
  Seen seen = healthy();
  seen.trust.fingerprint.clear();
  seen.hello->status = 0;
  seen.hello->failure = Failure::kIssuer;
  seen.hello->reason = "its certificate is self-signed";
  seen.certificate->ends_ms = kNowMs - kDayMs;
  const Finding finding = only(judge(seen), "certificate");
  EXPECT_THAT(finding.sentence, AllOf(HasSubstr("is self-signed"), HasSubstr("has expired")));
  EXPECT_THAT(finding.remedy, AllOf(::testing::StartsWith("renew it on the node: pvecm "
                                                          "updatecerts --force && systemctl "
                                                          "restart pveproxy"),
                                    Not(HasSubstr(kPin))))
      << "the pin of one that has to go";
  EXPECT_THAT(finding.commands,
              ElementsAre("pvecm updatecerts --force && systemctl restart pveproxy"));
}

// Nobody renews the certificate of somebody else: who it is comes first.
TEST(Judge, SaysOfAnotherCertificateThanThePinnedOneThatSomebodyElseMayAnswerThoughItHasExpired) {
  Seen seen = healthy();
  seen.source = "homelab";
  seen.trust.fingerprint = "CC:DD";
  seen.hello->status = 0;
  seen.hello->failure = Failure::kFingerprint;
  seen.hello->reason = "the certificate's fingerprint is AA:BB, expected is CC:DD";
  seen.certificate->ends_ms = kNowMs - kDayMs;
  Finding finding = only(judge(seen), "certificate");
  EXPECT_THAT(finding.sentence, AllOf(HasSubstr("expected is CC:DD"), HasSubstr("has expired")));
  EXPECT_THAT(finding.remedy,
              AllOf(::testing::StartsWith("see first whether it is the node's (on it: pvenode cert "
                                          "info): if it is not, somebody else answers"),
                    HasSubstr("pvecm updatecerts --force"), HasSubstr("source \"homelab\""),
                    Not(HasSubstr(kPin))));
  EXPECT_THAT(finding.commands, ElementsAre("pvenode cert info"))
      << "what comes after it depends on what it says";
  // Of one that the cluster named there is nothing to be set.
  seen.configured = false;
  finding = only(judge(seen), "certificate");
  EXPECT_THAT(finding.remedy,
              AllOf(HasSubstr("somebody else answers"), HasSubstr("pvecm updatecerts --force"),
                    HasSubstr("no endpoint of the source \"homelab\""),
                    Not(HasSubstr("set the fingerprint")), Not(HasSubstr("ca_file"))));
  EXPECT_THAT(finding.commands, ElementsAre("pvenode cert info"));
}

TEST(Judge, SaysOfAnUntrustedCertificateAlsoThatItIsOutOfItsTime) {
  for (const Failure failure : {Failure::kIssuer, Failure::kFingerprint, Failure::kUnknown}) {
    Seen seen = healthy();
    seen.trust.fingerprint.clear();
    seen.hello->status = 0;
    seen.hello->failure = failure;
    EXPECT_THAT(only(judge(seen), "certificate").sentence, Not(HasSubstr("it ")));
    seen.certificate->begins_ms = kNowMs + kDayMs;
    EXPECT_THAT(only(judge(seen), "certificate").sentence,
                HasSubstr("it is not valid yet either, it begins on 2026-11-19"));
    seen.certificate->begins_ms = 0;
    seen.certificate->ends_ms = kNowMs - kDayMs;
    EXPECT_THAT(only(judge(seen), "certificate").sentence, HasSubstr("it has expired as well"));
  }
}

TEST(Judge, NamesTheSourceInWhichAPinIsToBeSet) {
  Seen seen = healthy();
  seen.source = "homelab";
  seen.hello->status = 0;
  seen.hello->failure = Failure::kFingerprint;
  EXPECT_THAT(only(judge(seen), "certificate").remedy,
              AllOf(HasSubstr("set fingerprint: \"AA:BB\" in the source \"homelab\""),
                    HasSubstr("of the number whose HOST is " + seen.endpoint.url() + ")"),
                    Not(HasSubstr("<n>"))));
  // Of one that the cluster named there is no pin in the options.
  seen.configured = false;
  EXPECT_THAT(
      only(judge(seen), "certificate").remedy,
      AllOf(HasSubstr("no endpoint of the source \"homelab\""), Not(HasSubstr("set fingerprint"))));
}

TEST(Judge, TakesWhatIsAmissWithAMemberForAThingToLookAtAndWithAnEndpointForAFailure) {
  for (const auto& [failure, check] : {std::pair{Failure::kFingerprint, "certificate"},
                                       {Failure::kExpired, "certificate"},
                                       {Failure::kConnect, "reach"},
                                       {Failure::kTimeout, "reach"}}) {
    SCOPED_TRACE(static_cast<int>(failure));
    Seen seen = healthy();
    seen.source = "homelab";
    seen.hello->status = 0;
    seen.hello->failure = failure;
    EXPECT_EQ(only(judge(seen), check).state, State::kFailed);
    seen.configured = false;
    EXPECT_EQ(only(judge(seen), check).state, State::kWarning);
  }
}

TEST(Judge, TakesAMembersCertificateThatAnotherOneNames) {
  Seen seen = healthy();
  seen.trust.also = {"CC:DD"};
  seen.certificate->fingerprint = "CC:DD";
  const Finding finding = only(judge(seen), "certificate");
  EXPECT_EQ(finding.state, State::kOk);
  EXPECT_THAT(finding.sentence, HasSubstr("as another node of its cluster, which is trusted"));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
