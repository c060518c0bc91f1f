#include "tests/simulator/server/delivery.h"

#include <chrono>
#include <thread>

namespace pipevane::simulator {
namespace {

constexpr std::chrono::milliseconds kBetweenDrops{20};

std::ostream& begun(Poco::Net::HTTPServerResponse& response, const std::string& body) {
  response.setContentLength64(static_cast<Poco::Int64>(body.size()));
  return response.send();
}

}  // namespace

void setConnection(Poco::Net::HTTPServerResponse& response, ConnectionForm form) {
  // The blank behind "close" is not part of the value; without it Poco would close.
  response.set("Connection", form == ConnectionForm::kBoth    ? "close "
                             : form == ConnectionForm::kTwice ? "Keep-Alive"
                                                              : "close,Keep-Alive");
  response.add("Connection", "Keep-Alive");
}

std::string half(const std::string& body) { return body.substr(0, body.size() / 2); }

void sendHalf(Poco::Net::HTTPServerResponse& response, const std::string& body) {
  begun(response, body) << half(body) << std::flush;
}

void drip(Poco::Net::HTTPServerResponse& response, const std::string& body,
          const std::function<bool()>& enough) {
  std::ostream& out = begun(response, body);
  for (const char each : body) {
    if (!out.put(each).flush() || enough()) return;
    std::this_thread::sleep_for(kBetweenDrops);
  }
}

}  // namespace pipevane::simulator
