// For containers: asks the running program over HTTP whether it is well.
#include "engine/host/command.h"
#include "engine/host/exit_code.h"
#include "engine/host/web_address.h"
#include "engine/host/workspace.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Util/Option.h>

#include <iostream>

namespace pipevane::host {
namespace {

using namespace Poco::Net;

std::unique_ptr<HTTPClientSession> sessionTo(const WebAddress& address) {
  const auto port = static_cast<Poco::UInt16>(address.port);
  // The address is this machine's own, so its certificate, made out to another name, need not be
  // checked.
  if (!address.tls) return std::make_unique<HTTPClientSession>(address.host, port);
  return std::make_unique<HTTPSClientSession>(
      address.host, port, new Context(Context::TLS_CLIENT_USE, "", Context::VERIFY_NONE));
}

class HealthcheckCommand final : public Command {
 public:
  std::string name() const override { return "healthcheck"; }
  std::string summary() const override {
    return "Ask the running program whether it is well, for containers.";
  }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(
        Poco::Util::Option("port", "", "The web server's port; without it PORT, or 3000.")
            .argument("PORT"));
    defineEnvironmentOptions(options);
  }
  int run(const Arguments& arguments) const override {
    const WebAddress address = webAddressOf(environmentOf(arguments), arguments.value("port"));
    try {
      auto session = sessionTo(address);
      session->setTimeout(Poco::Timespan(5, 0));
      HTTPRequest request(HTTPRequest::HTTP_GET, "/health", HTTPMessage::HTTP_1_1);
      session->sendRequest(request);
      HTTPResponse response;
      session->receiveResponse(response);
      if (response.getStatus() == HTTPResponse::HTTP_OK) return kFine;
      std::cerr << "it is not well: /health answers " << response.getStatus() << "\n";
    } catch (const Poco::Exception& error) {
      std::cerr << "cannot ask " << address.host << ", port " << address.port << ": "
                << error.displayText() << "\n";
    }
    return kOther;
  }
};

}  // namespace

std::unique_ptr<Command> makeHealthcheckCommand() { return std::make_unique<HealthcheckCommand>(); }

}  // namespace pipevane::host
