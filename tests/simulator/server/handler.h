// One request at a time: the API with its login, and what only a test may ask.
#pragma once

#include <Poco/Net/HTTPRequestHandlerFactory.h>

namespace pipevane::simulator {

class Simulator;

class HandlerFactory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit HandlerFactory(Simulator& simulator) : simulator_(simulator) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest& request) override;

 private:
  Simulator& simulator_;
};

}  // namespace pipevane::simulator
