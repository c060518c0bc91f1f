#include "plugins/proxmox/contacts/contact_options.h"

#include "plugins/proxmox/api/first_use.h"

#include <pipevane/error.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

namespace pipevane::proxmox {
namespace {

constexpr std::string_view kFirstUse = "first-use";

class Reader {
 public:
  Reader(const Options& options, const Host& host) : options_(options), host_(host) {}

  std::vector<ApiClient::Settings> read() {
    const std::vector<Endpoint> endpoints = readEndpoints();
    const Trust trust = readTrust();
    const std::optional<Token> token = readToken();
    if (!problems_.empty()) throw Error(problems_);

    std::vector<ApiClient::Settings> clients;
    for (const Endpoint& endpoint : endpoints)
      clients.push_back({.endpoint = endpoint,
                         .token = *token,
                         .trust = trust,
                         .timeout_ms = options_.durationMs("timeout"),
                         .now_ms = [host = host_] { return host.steadyMs(); }});
    return clients;
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
    // Of a pipe the read would wait for somebody who writes.
    if (std::error_code unread; !trust.ca_file.empty() &&
                                std::filesystem::exists(trust.ca_file, unread) &&
                                !std::filesystem::is_regular_file(trust.ca_file, unread))
      say("option \"ca_file\": \"" + trust.ca_file +
          "\" is no regular file; name a file with certificates in PEM");
    trust.verify = options_.boolean("verify_tls");
    attempt([&] {
      const std::string given = options_.text("fingerprint", "");
      if (given == kFirstUse)
        trust.first_use = firstUse();
      else if (options_.has("fingerprint"))
        trust.fingerprint = Trust::parseFingerprint(given);
    });
    if (!trust.verify && (options_.has("fingerprint") || !trust.ca_file.empty()))
      say("option \"verify_tls\" is false, so \"fingerprint\" and \"ca_file\" would not be looked "
          "at: remove one or the other");
    if (options_.has("fingerprint") && !trust.ca_file.empty())
      say("options \"fingerprint\" and \"ca_file\" are both given: a pinned certificate needs no "
          "authority, remove one");
    return trust;
  }
  std::shared_ptr<const FirstUse> firstUse() {
    const std::string folder = host_.dataFolder();
    if (folder.empty())
      throw Error(
          "option \"fingerprint\" is first-use, and what is trusted then is kept in the data "
          "folder, of which there is none: set data_dir at the top of the pipeline, to a folder or "
          "to ${env:DATA_DIR}; only a pipeline out of variables takes DATA_DIR by itself");
    return std::make_shared<const FirstUse>(FirstUse::Settings{
        .folder = folder,
        .now_ms = [host = host_] { return host.nowMs(); },
        .log = [host = host_](LogLevel level, const std::string& line) { host.log(level, line); }});
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
  Host host_;
  std::string problems_;
};

}  // namespace

std::vector<ApiClient::Settings> clientsOf(const Options& options, const Host& host) {
  return Reader(options, host).read();
}

}  // namespace pipevane::proxmox
