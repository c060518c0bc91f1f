#include "tests/simulator/server/delivery.h"

#include <chrono>

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

void sendBytes(Poco::Net::HTTPServerResponse& response, const std::string& body,
               std::size_t bytes) {
  begun(response, body) << body.substr(0, bytes) << std::flush;
}

bool drip(Poco::Net::HTTPServerResponse& response, const std::string& body, WaitingRoom& room,
          const Caller& caller, const std::function<bool()>& go_on) {
  std::ostream& out = begun(response, body);
  std::size_t sent = 0;
  const auto drop = [&] {
    return sent < body.size() && go_on() && out.put(body[sent++]).flush().good();
  };
  return room.waitWhile(caller, drop, kBetweenDrops) && sent == body.size();
}

}  // namespace pipevane::simulator
