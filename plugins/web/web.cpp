#include "plugins/web/web.h"

#include "plugins/web/start_trial.h"
#include "plugins/web/token.h"

#include <pipevane/handover_table.h>
#include <pipevane/trial_table.h>

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>

#include <filesystem>
#include <fstream>
#include <utility>

namespace pipevane::web {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShortTokenBytes = 16;

// "localhost" is taken for the address that it means everywhere.
std::string bindAddress(const Options& options) {
  const std::string bind = options.text("bind");
  if (bind == "localhost") return "127.0.0.1";
  Poco::Net::IPAddress address;
  if (!Poco::Net::IPAddress::tryParse(bind, address))
    throw Error("cannot listen on \"" + bind + "\": it is no IP address");
  return bind;
}

ServerAddress addressFrom(const Options& options) {
  if (options.has("tls_cert_file") != options.has("tls_key_file"))
    throw Error("cannot use TLS: tls_cert_file and tls_key_file go together");
  return {.bind = bindAddress(options),
          .port = static_cast<std::uint16_t>(options.integer("port")),
          .certificate_file = options.text("tls_cert_file", ""),
          .key_file = options.text("tls_key_file", "")};
}

std::optional<std::string> tokenFrom(const Options& options) {
  if (!options.has("token")) return std::nullopt;
  std::string token = options.text("token");
  if (token.empty()) throw Error("cannot use option \"token\": it is empty");
  return token;
}

}  // namespace

Web::Web(const Options& options, const Host& host)
    : host_(host),
      address_(addressFrom(options)),
      hosts_(options.list("hosts")),
      token_(tokenFrom(options)),
      dashboard_(options.text("dashboard", "")),
      port_file_(options.text("port_file", "")),
      most_clients_(static_cast<std::size_t>(options.integer("max_clients"))),
      loopback_(Poco::Net::IPAddress(address_.bind).isLoopback()),
      live_(host.dictionary(), options.durationMs("stale_after")),
      port_(address_.port) {}

Web::Serving::Serving(const Host& host, Live& live, GateRules rules, const std::string& dashboard,
                      std::size_t most_clients, const ServerAddress& address)
    : gate(host, std::move(rules)),
      files(dashboard),
      hub(host, live, most_clients),
      router(host, live, gate, files),
      server(host, address, router, hub) {}

void Web::start() {
  live_.locked(
      [this](LiveParts& parts) { parts.state.readClock(host_.nowMs(), host_.steadyMs()); });
  try {
    serving_ = std::make_unique<Serving>(host_, live_, rules(), folderOfDashboard(), most_clients_,
                                         address_);
  } catch (const Poco::Exception& error) {
    throw Error("cannot start the web server: " + error.displayText());
  }
  port_ = serving_->server.port();
  writePort();
  const bool tls = !address_.certificate_file.empty();
  const bool ipv6 = address_.bind.find(':') != std::string::npos;
  host_.log(LogLevel::kInfo, std::string("The web server listens. address=") +
                                 (tls ? "https://" : "http://") +
                                 (ipv6 ? "[" + address_.bind + "]" : address_.bind) + ":" +
                                 std::to_string(serving_->server.port()));
}

std::string Web::folderOfDashboard() const {
  return dashboard_.empty() ? (fs::path(host_.shareFolder()) / "dashboard").string() : dashboard_;
}

GateRules Web::rules() const {
  GateRules rules{.login_required = !loopback_,
                  .tls = !address_.certificate_file.empty(),
                  .hosts = hosts_,
                  .token_hash = {},
                  .folder = host_.dataFolder()};
  if (rules.login_required) rules.token_hash = tokenHash();
  if (loopback_ && token_)
    host_.log(LogLevel::kWarn,
              "The option token is not asked for, since only this machine can reach the address.");
  if (!loopback_ && token_ && token_->size() < kShortTokenBytes)
    host_.log(LogLevel::kWarn, "The option token is short enough to be guessed.");
  if (!loopback_ && !rules.tls)
    host_.log(LogLevel::kWarn,
              "Others on the network can read along: set tls_cert_file and tls_key_file.");
  return rules;
}

std::string Web::tokenHash() const {
  if (token_) return hashOf(*token_);
  const MadeToken made = keptToken(host_.dataFolder());
  if (!made.token.empty())
    host_.log(LogLevel::kWarn,
              "A login token was made; it is not shown again. token=" + made.token);
  return made.hash;
}

void Web::writePort() const {
  if (port_file_.empty()) return;
  const std::string draft = port_file_ + ".new";
  std::ofstream out(draft);
  out << serving_->server.port() << "\n";
  out.close();
  std::error_code failed;
  if (out) fs::rename(draft, port_file_, failed);
  if (!out || failed) throw Error("cannot write \"" + port_file_ + "\"");
}

const void* Web::service(std::string_view name) {
  if (name == PV_TRIAL) return &trialTable<Web>();
  if (name == PV_HANDOVER) return &handoverTable<Web>();
  return nullptr;
}

std::unique_ptr<Web::Legacy> Web::handOver() {
  serving_.reset();
  return live_.handOver();
}

void Web::takeOver(std::unique_ptr<Legacy> legacy) { live_.takeOver(std::move(*legacy)); }

void Web::tryToStart(std::span<const pv_text> freed) const {
  web::tryToStart({.address = address_,
                   .dashboard = dashboard_,
                   .port_file = port_file_,
                   .data_folder = host_.dataFolder(),
                   .login_required = !loopback_,
                   .token_given = token_.has_value()},
                  freed);
}

std::string Web::held() const {
  ServerAddress address = address_;
  address.port = port_;
  return thingAt(address);
}

Verdict Web::process(const Batch& batch) {
  live_.apply(batch, host_.nowMs(), host_.steadyMs());
  if (serving_) serving_->hub.changed();
  return Verdict::done();
}

}  // namespace pipevane::web
