#include "plugins/proxmox_poll/settings.h"

#include <pipevane/error.h>

#include <algorithm>
#include <optional>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Endpoint;
using proxmox::Token;
using proxmox::Trust;

class Reader {
 public:
  explicit Reader(const Options& options) : options_(options) {}

  Settings read() {
    const std::vector<Endpoint> endpoints = readEndpoints();
    const Trust trust = readTrust();
    const std::optional<Token> token = readToken();
    if (!problems_.empty()) throw Error(problems_);

    Settings settings;
    settings.interval_ms = options_.durationMs("interval");
    settings.cluster = options_.text("cluster", "");
    settings.requests_per_minute = options_.integer("requests_per_minute");
    for (const Endpoint& endpoint : endpoints)
      settings.clients.push_back({.endpoint = endpoint,
                                  .token = *token,
                                  .trust = trust,
                                  .timeout_ms = options_.durationMs("timeout")});
    return settings;
  }

 private:
  std::vector<Endpoint> readEndpoints() {
    std::vector<Endpoint> endpoints;
    for (const std::string& text : options_.list("endpoints"))
      attempt([&] {
        const Endpoint endpoint = Endpoint::parse(text);
        if (std::ranges::count(endpoints, endpoint) > 0)
          throw Error("option \"endpoints\" names " + endpoint.url() + " twice");
        endpoints.push_back(endpoint);
      });
    if (endpoints.empty() && problems_.empty())
      say("option \"endpoints\" is empty: name at least one node, as in [pve1.lan:8006]");
    return endpoints;
  }
  Trust readTrust() {
    Trust trust;
    trust.ca_file = options_.text("ca_file", "");
    trust.verify = options_.boolean("verify_tls");
    attempt([&] {
      if (options_.has("fingerprint"))
        trust.fingerprint = Trust::parseFingerprint(options_.text("fingerprint"));
    });
    if (!trust.verify && (options_.has("fingerprint") || !trust.ca_file.empty()))
      say("option \"verify_tls\" is false, so \"fingerprint\" and \"ca_file\" would not be looked "
          "at: remove one or the other");
    if (options_.has("fingerprint") && !trust.ca_file.empty())
      say("options \"fingerprint\" and \"ca_file\" are both given: a pinned certificate needs no "
          "authority, remove one");
    return trust;
  }
  std::optional<Token> readToken() {
    std::optional<Token> token;
    attempt([&] { token.emplace(options_.text("token_id"), options_.text("token_secret")); });
    return token;
  }

  template <class Piece>
  void attempt(const Piece& piece) {
    try {
      piece();
    } catch (const Error& error) {
      say(error.what());
    }
  }
  void say(const std::string& problem) { problems_ += (problems_.empty() ? "" : "; ") + problem; }

  const Options& options_;
  std::string problems_;
};

}  // namespace

Settings settingsOf(const Options& options) { return Reader(options).read(); }

}  // namespace pipevane::proxmox_poll
