// Whether it is reached, and whether it is who it should be.
#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/utc_text.h"
#include "plugins/proxmox_poll/doctor/judge.h"

#include <algorithm>
#include <iterator>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Failure;

// A certificate is renewed two weeks before its end; one that has a week left was not.
constexpr std::int64_t kSoonMs = 7 * 86'400'000LL;

bool ofCertificate(Failure failure) {
  return failure == Failure::kTls || failure == Failure::kExpired ||
         failure == Failure::kNotYetValid || failure == Failure::kIssuer ||
         failure == Failure::kUnknown || proxmox::isDistrust(failure);
}

// Ready to be copied.
std::string pinLine(const Seen& seen) {
  return "fingerprint: \"" + seen.certificate->fingerprint + "\"" +
         (seen.source.empty() ? "" : " in the source \"" + seen.source + "\"") +
         " (in the environment, the PROXMOX_NODE_..._FINGERPRINT of the number whose HOST is " +
         seen.endpoint.url() + ")";
}

constexpr const char* kRenewal = "pvecm updatecerts --force && systemctl restart pveproxy";

// What the node says of its own certificate, to be compared.
constexpr const char* kComparison = "pvenode cert info";

constexpr const char* kProxyStatus = "systemctl status pveproxy";

std::vector<std::string> commandsIn(const std::string& remedy, Failure failure) {
  if (failure == Failure::kTimeout)
    return {std::begin(proxmox::kHangCommands), std::end(proxmox::kHangCommands)};
  if (remedy == proxmox::cutRemedy())
    return {std::begin(proxmox::kCutCommands), std::end(proxmox::kCutCommands)};
  if (remedy.find(kProxyStatus) == std::string::npos) return {};
  return {kProxyStatus};
}

// What the options name is to be put right; of who its cluster named the others can tell, and the
// endpoints are asked all the same.
State failureOf(const Seen& seen) { return seen.configured ? State::kFailed : State::kWarning; }

std::string renewRemedy() { return std::string("renew it on the node: ") + kRenewal; }

bool expired(const Seen& seen) {
  return seen.certificate && seen.certificate->ends_ms != 0 &&
         seen.certificate->ends_ms < seen.now_ms;
}

// Who is pinned and shows another one may be anybody: that comes before its time.
bool expiredOfAnybody(const Seen& seen) {
  return expired(seen) && seen.hello->failure == Failure::kFingerprint;
}

// Whether there is anything to renew is not known before it was compared: who copies commands does
// that one alone.
void addCommand(const Seen& seen, Finding& finding) {
  if (finding.remedy.find(kRenewal) != std::string::npos)
    finding.commands = {expiredOfAnybody(seen) ? kComparison : kRenewal};
}

// Who is trusted is asked first, and what is wrong with the time is not said then.
std::string timeTrouble(const Seen& seen) {
  if (expired(seen))
    return "; it has expired as well, on " + proxmox::utcText(seen.certificate->ends_ms);
  if (seen.certificate && seen.certificate->begins_ms > seen.now_ms)
    return "; it is not valid yet either, it begins on " +
           proxmox::utcText(seen.certificate->begins_ms) +
           " (a clock that is wrong, here or on the node?)";
  return "";
}

void addDetails(const Seen& seen, Finding& finding) {
  addCommand(seen, finding);
  if (!seen.certificate) return;
  const auto& shown = *seen.certificate;
  const auto add = [&finding](const char* name, const std::string& value) {
    if (!value.empty()) finding.facts.emplace_back(name, value);
  };
  add("fingerprint", shown.fingerprint);
  if (seen.hello->failure == Failure::kFingerprint) add("expected", seen.trust.fingerprint);
  if (seen.known) {
    if (seen.known->fingerprint != shown.fingerprint) add("expected", seen.known->fingerprint);
    add("trusted_since", proxmox::utcText(seen.known->since_ms));
  }
  add("subject", shown.subject);
  add("issuer", shown.issuer);
  if (shown.begins_ms != 0) add("valid_from", proxmox::utcText(shown.begins_ms));
  if (shown.ends_ms != 0) add("valid_until", proxmox::utcText(shown.ends_ms));
}

// To pin the one that has to go anyway is work for nothing.
std::string renewalRemedy(const Seen& seen) {
  if (!seen.configured)
    return renewRemedy() + "; it is no endpoint of the source \"" + seen.source +
           "\", but a member that its cluster named, so that an endpoint of that source tells the "
           "new one, and nothing is to be set";
  return renewRemedy() +
         "; then set the fingerprint that the node says of the new one (on it: pvenode cert info)" +
         (seen.source.empty() ? "" : " in the source \"" + seen.source + "\"") +
         ", or ca_file to the cluster's /etc/pve/pve-root-ca.pem";
}

// What to set once somebody compared it.
std::string pinRemedy(const Seen& seen, Failure failure) {
  if (expiredOfAnybody(seen))
    return std::string("see first whether it is the node's (on it: ") + kComparison +
           "): if it is not, somebody else answers, and nothing is to be renewed or set; if it "
           "is, " +
           renewalRemedy(seen);
  if (expired(seen)) return renewalRemedy(seen);
  if (!seen.configured)
    return "it is no endpoint of the source \"" + seen.source +
           "\", but a member that its cluster named with the certificate that is expected: if it "
           "was renewed (on the node: pvenode cert info), an endpoint of that source that answers "
           "tells the new one; otherwise somebody else answers, and nothing is to be set";
  const std::string pin = pinLine(seen);
  if (failure == Failure::kFingerprint)
    return "if it was renewed (on the node: pvenode cert info), set " + pin +
           "; otherwise somebody else answers";
  return "if the node says the same (on it: pvenode cert info), set " + pin +
         ", otherwise somebody else answers; or set ca_file to the cluster's "
         "/etc/pve/pve-root-ca.pem; or set fingerprint to first-use, which trusts whoever answers "
         "first and nobody else after that";
}

// It is not an ill one, and not known yet.
Finding unknown(const Seen& seen) {
  const auto explained = proxmox::explanation(*seen.hello, seen.endpoint, "", seen.token_id);
  Finding finding{.check = "certificate",
                  .state = State::kNote,
                  .sentence = explained.what + timeTrouble(seen),
                  .remedy = explained.remedy + "; what is behind it is looked at then"};
  addDetails(seen, finding);
  return finding;
}

Finding distrusted(const Seen& seen) {
  const Failure failure = seen.hello->failure;
  const auto explained = proxmox::explanation(*seen.hello, seen.endpoint, "", seen.token_id);
  Finding finding{.check = "certificate",
                  .state = failureOf(seen),
                  .sentence = explained.what,
                  .remedy = explained.remedy};
  if (failure != Failure::kExpired && failure != Failure::kNotYetValid)
    finding.sentence += timeTrouble(seen);
  // With first use the client has said all of it.
  const bool offers = failure != Failure::kExpired && failure != Failure::kNotYetValid &&
                      (seen.hello->remedy.empty() || !seen.configured);
  if (offers && seen.certificate) finding.remedy = pinRemedy(seen, failure);
  addDetails(seen, finding);
  return finding;
}

Finding unproven(const Seen& seen) {
  Finding finding{.check = "certificate",
                  .state = State::kWarning,
                  .sentence = "the certificate of " + seen.endpoint.url() +
                              " is not looked at (verify_tls is false), so anybody on the way can "
                              "read the token"};
  if (seen.certificate)
    finding.remedy = "take verify_tls out, and set " + pinLine(seen) +
                     " if the node says the same (on it: pvenode cert info)";
  return finding;
}

// Why one is accepted.
std::string groundOf(const Seen& seen) {
  const std::string& shown = seen.certificate->fingerprint;
  if (shown != seen.trust.fingerprint && std::ranges::count(seen.trust.also, shown) > 0)
    return "as another node of its cluster, which is trusted, names it";
  if (!seen.trust.fingerprint.empty())
    return seen.configured ? "by its pinned fingerprint"
                           : "by the fingerprint that its cluster told";
  // What is not the one that is kept was vouched for.
  if (seen.known && seen.known->fingerprint == shown)
    return "since " + proxmox::utcText(seen.known->since_ms) +
           ", when it was shown first or vouched for (first-use)";
  return "by its issuer";
}

// One that is accepted by its pin, its first use or its authority.
Finding trusted(const Seen& seen) {
  const std::string url = seen.endpoint.url();
  const auto& shown = *seen.certificate;
  const std::string ends = proxmox::utcText(shown.ends_ms);
  const std::string renew = renewRemedy() + "; its fingerprint is another one then";
  if (shown.ends_ms != 0 && shown.ends_ms < seen.now_ms)
    return {"certificate", State::kWarning,
            "the certificate of " + url + " has expired, it ended on " + ends +
                ", and is trusted by its fingerprint alone",
            renew};
  if (shown.begins_ms > seen.now_ms)
    return {"certificate", State::kWarning,
            "the certificate of " + url + " is not valid yet, it begins on " +
                proxmox::utcText(shown.begins_ms) + ", and is trusted by its fingerprint alone",
            "set the clock here and that of the node right: timedatectl tells both"};
  if (shown.ends_ms != 0 && shown.ends_ms - seen.now_ms < kSoonMs)
    return {"certificate", State::kWarning, "the certificate of " + url + " ends soon, on " + ends,
            renew};
  return {
      "certificate", State::kOk,
      "the certificate of " + url + " is trusted " + groundOf(seen) + ", and valid until " + ends};
}

}  // namespace

bool judgeConnection(const Seen& seen, Findings& findings) {
  const std::string url = seen.endpoint.url();
  if (!seen.hello) {
    findings.push_back(
        {"reach", State::kUnknown, url + " was not asked, as another endpoint answers"});
    return false;
  }
  const Failure failure = seen.hello->failure;
  const bool answered = seen.hello->status != 0;
  if (!answered && !ofCertificate(failure)) {
    const auto explained =
        proxmox::explanation(*seen.hello, seen.endpoint, seen.path, seen.token_id);
    findings.push_back({"reach", failureOf(seen), explained.what, explained.remedy});
    findings.back().commands = commandsIn(explained.remedy, failure);
    return false;
  }
  findings.push_back({"reach", State::kOk, url + " takes connections"});
  if (!answered) {
    findings.push_back(failure == Failure::kUnknown ? unknown(seen) : distrusted(seen));
    return false;
  }
  if (!seen.certificate) return true;
  findings.push_back(seen.trust.verify ? trusted(seen) : unproven(seen));
  addDetails(seen, findings.back());
  return true;
}

}  // namespace pipevane::proxmox_poll
