#include "plugins/proxmox/api/explain.h"

#include "plugins/proxmox/api/one_line.h"

namespace pipevane::proxmox {
namespace {

// Of one that nothing vouches for; the fingerprint stands before it.
constexpr const char* kThreeWays =
    "if the node says the same (on it: pvenode cert info), set that fingerprint, otherwise "
    "somebody "
    "else answers; or set ca_file to the cluster's /etc/pve/pve-root-ca.pem; or set fingerprint to "
    "first-use, which trusts whoever answers first and nobody else after that";

// A call that waits for a storage or for /etc/pve keeps one of the few workers that answer.
std::string hangRemedy() {
  const auto& [services, storages, quorum] = kHangCommands;
  return std::string(
             "it hangs, or has more to do than it can: on that node look at its "
             "services: ") +
         services + "; for a dead storage, on which this hangs as well: " + storages +
         "; for a lost quorum, which holds up /etc/pve: " + quorum;
}

// What is said of an address that the sentence names anyway.
std::string unaddressed(const std::string& why, const std::string& url) {
  const std::string address = url.substr(url.find("//") + 2) + ": ";
  return why.starts_with(address) ? why.substr(address.size()) : why;
}

Explanation explainFailure(const Answer& answer, const std::string& url, const std::string& path) {
  const std::string why = unaddressed(oneLine(answer.reason), url);
  switch (answer.failure) {
    case Failure::kName:
      return {"cannot find " + url + ": " + why, "check the host's name"};
    case Failure::kConnect:
      return {"cannot connect to " + url + ": " + why,
              answer.remedy.empty()
                  ? "check that the node is up, its address and port, and the firewall between"
                  : answer.remedy};
    case Failure::kFingerprint:
      return {"refuses to speak with " + url + ": " + why,
              answer.remedy.empty() ? "if the certificate was renewed, set the new fingerprint, "
                                      "otherwise somebody else answers"
                                    : answer.remedy};
    case Failure::kExpired:
      return {
          "cannot trust " + url + ": " + why,
          "renew it on the node: pvecm updatecerts --force && systemctl restart pveproxy; or, one "
          "of ACME: pvenode acme cert renew"};
    case Failure::kNotYetValid:
      return {"cannot trust " + url + ": " + why,
              "set the clock here and that of the node right: timedatectl tells both"};
    case Failure::kChanged:
      return {"refuses to speak with " + url + ": " + why, answer.remedy};
    case Failure::kUnknown:
      return {"does not know " + url + " yet: " + why, answer.remedy};
    case Failure::kNotKept:
      return {"cannot trust " + url + ": " + why, answer.remedy};
    case Failure::kIssuer:
      return {"cannot trust " + url + ": " + why, kThreeWays};
    case Failure::kTls:
      return {"cannot trust " + url + ": " + why,
              answer.remedy.empty() ? kThreeWays : answer.remedy};
    case Failure::kTimeout:
      return {"got no answer from " + url + (path.empty() ? "" : " to " + path) + ": " + why,
              hangRemedy()};
    case Failure::kTooLarge:
      return {"cannot use what " + url + " answers: " + why, ""};
    case Failure::kStopped:
      return {"stopped", ""};
    default:
      return {"got no answer of Proxmox VE from " + url + ": " + why,
              answer.remedy.empty() ? "check that port 8006 of a node is meant" : answer.remedy};
  }
}

}  // namespace

Explanation explanation(const Answer& answer, const Endpoint& endpoint, const std::string& path,
                        const std::string& token_id) {
  const std::string url = endpoint.url();
  if (answer.status == 0) return explainFailure(answer, url, path);
  const std::string said = std::to_string(answer.status) + " " + oneLine(answer.reason);
  switch (answer.status) {
    case 401:
      return {url + " does not know the token " + token_id + " (" + said + ")",
              "check its id and secret, and whether it has expired"};
    case 403:
      return {url + " does not let the token " + token_id + " read " + path + " (" + said + ")",
              "grant it: " + grantCommand("/", token_id)};
    case 501:
      return {url + " does not know " + path + " (" + said + ")", "its version is too old for it"};
    case 595:
    case 596:
      return {url + " cannot reach the node that it asked for " + path + " (" + said + ")",
              "that node is down or hangs"};
    default:
      return {url + " failed on " + path + " (" + said + ")", servicesRemedy()};
  }
}

std::string explain(const Answer& answer, const Endpoint& endpoint, const std::string& path,
                    const std::string& token_id) {
  const Explanation both = explanation(answer, endpoint, path, token_id);
  return both.remedy.empty() ? both.what : both.what + "; " + both.remedy;
}

std::string servicesRemedy() {
  return std::string("look at the services of the node: ") + kServicesCommand;
}

std::string cutRemedy() {
  const auto& [status, said] = kCutCommands;
  return std::string(
             "its pveproxy was restarted or failed while it answered, or something in between cuts "
             "or spoils answers: on the node: ") +
         status + "; what it says: " + said +
         "; if that is well, look at a proxy or firewall in between, and at the network";
}

std::string grantCommand(const std::string& path, const std::string& token_id,
                         const std::string& role) {
  return "pveum acl modify " + path + " --tokens '" + token_id + "' --roles " + role;
}

}  // namespace pipevane::proxmox
