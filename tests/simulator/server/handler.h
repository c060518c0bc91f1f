// One request at a time: the API with its login, and what only a test may ask.
#pragma once

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <string>

namespace pipevane::simulator {

class Simulator;

class HandlerFactory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  // `node` as of Member.
  HandlerFactory(Simulator& simulator, const std::string& node)
      : simulator_(simulator), node_(node) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest& request) override;

 private:
  Simulator& simulator_;
  const std::string node_;
};

}  // namespace pipevane::simulator
