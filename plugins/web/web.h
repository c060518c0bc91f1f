// The sink `web`: keeps the live state and serves it.
#pragma once

#include "plugins/web/gate.h"
#include "plugins/web/hub.h"
#include "plugins/web/live.h"
#include "plugins/web/router.h"
#include "plugins/web/server.h"
#include "plugins/web/static_files.h"

#include <pipevane/plugin.h>

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace pipevane::web {

class Web final : public Sink {
 public:
  static constexpr auto kOptions = options(
      integer("port").fallback("8080").range(0, 65535).help("Where it listens; 0 is any."),
      string("bind")
          .fallback("127.0.0.1")
          .help("The address it listens on; on any but a loopback "
                "address a login is needed."),
      string("token").optional().secret().help("The login token; without it one is made at the "
                                               "first start and printed once."),
      string("tls_cert_file")
          .optional()
          .help("Certificate chain in PEM; with it the server speaks "
                "TLS."),
      string("tls_key_file").optional().help("Private key in PEM of the certificate."),
      list("hosts").fallback("").help("Names, beside its addresses and localhost, that the server "
                                      "answers to."),
      string("dashboard")
          .optional()
          .help("Folder of the dashboard's files; by default the "
                "installed one."),
      integer("max_clients").fallback("256").range(1, 10'000).help("WebSocket clients at once."),
      string("port_file").optional().help("A file that the real port is written to."),
      duration("stale_after")
          .fallback("60s")
          .range(1000, 86'400'000)
          .help("A figure that nothing was heard of for so long is stale."));

  Web(const Options& options, const Host& host);

  void start() override;
  Verdict process(const Batch& batch) override;
  const void* service(std::string_view name) override;

  // What pipevane.handover/1 says: the page goes on with what it knows, also of a cluster that
  // nobody reaches just then.
  using Legacy = Live::Legacy;
  std::unique_ptr<Legacy> handOver();
  void takeOver(std::unique_ptr<Legacy> legacy);

  // What pipevane.trial/1 says. [main] Throws Error where it could not start.
  void tryToStart(std::span<const pv_text> freed) const;
  // [any] The address that it takes; empty where any port will do.
  std::string held() const;

 private:
  // What there is while it serves, in the order in which it is built.
  struct Serving {
    Serving(const Host& host, Live& live, GateRules rules, const std::string& dashboard,
            std::size_t most_clients, const ServerAddress& address);
    Gate gate;
    StaticFiles files;
    Hub hub;
    Router router;
    Server server;
  };

  GateRules rules() const;
  std::string tokenHash() const;
  std::string folderOfDashboard() const;
  void writePort() const;

  const Host host_;
  const ServerAddress address_;
  const std::vector<std::string> hosts_;
  const std::optional<std::string> token_;
  const std::string dashboard_;  // empty: the installed one
  const std::string port_file_;
  const std::size_t most_clients_;
  const bool loopback_;
  Live live_;
  std::atomic<std::uint16_t> port_;  // as it was given, and from the start on the real one
  std::unique_ptr<Serving> serving_;
};

}  // namespace pipevane::web
