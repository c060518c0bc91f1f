#include "tests/simulator/server/handler.h"

#include "tests/simulator/server/control.h"
#include "tests/simulator/simulator.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/DeflatingStream.h>
#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/String.h>
#include <Poco/Timestamp.h>
#include <Poco/URI.h>

#include <chrono>
#include <sstream>
#include <thread>

namespace pipevane::simulator {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr const char* kRoot = "/api2/json";
// Below it compression is not worth it.
constexpr std::size_t kCompressFrom = 1024;

std::string zipped(const std::string& text) {
  std::ostringstream packed;
  Poco::DeflatingOutputStream out(packed, Poco::DeflatingStreamBuf::STREAM_GZIP, 1);
  out << text;
  out.close();
  return packed.str();
}

class Handler final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Handler(Simulator& simulator) : simulator_(simulator) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    const std::string& target = request.getURI();
    if (target.starts_with("/__"))
      return write(request, response, controlled(request), "application/json");
    const std::string path = target.substr(0, target.find('?'));
    const std::string below =
        path.starts_with(kRoot) ? path.substr(std::string(kRoot).size()) : path;
    if (leftHalfWay(request)) return;
    if (hangs()) {
      hang();
      return drop(request, response);
    }
    if (const auto fault = simulator_.faults().take(below))
      return fail(request, response, path, *fault);
    const ApiAnswer answered = asked(request, below, target);
    waitFor(answered);
    write(request, response, answered, "application/json;charset=UTF-8");
    simulator_.stats().count(path, sent_);
  }

 private:
  ApiAnswer controlled(HTTPServerRequest& request) {
    if (!request.clientAddress().host().isLoopback())
      return {403, "Forbidden", R"({"error":"from this machine only"})"};
    std::string body;
    if (request.hasContentLength()) Poco::StreamCopier::copyToString(request.stream(), body);
    try {
      return control(simulator_, request.getMethod(), request.getURI(), body);
    } catch (const std::exception& error) {
      return {400, "Bad request", std::string(R"({"error":")") + error.what() + "\"}"};
    }
  }

  // Poco takes the head of a request for whole where the connection ends in the middle of it, and
  // Proxmox VE drops it. Every request that is whole has a login, or may as well wait a moment.
  static bool leftHalfWay(HTTPServerRequest& request) {
    if (request.has("Authorization")) return false;
    Poco::Net::StreamSocket& socket =
        static_cast<Poco::Net::HTTPServerRequestImpl&>(request).socket();
    const Poco::Timespan usual = socket.getReceiveTimeout();
    socket.setReceiveTimeout(Poco::Timespan(0, 20'000));
    char byte = 0;
    bool over = false;
    try {
      over = socket.receiveBytes(&byte, 1) <= 0;
    } catch (const Poco::TimeoutException&) {
      over = false;
    }
    socket.setReceiveTimeout(usual);
    return over;
  }

  bool hangs() const {
    return simulator_.locked([&](const World& world) {
      return answeringAs(world, simulator_.settings().answering).api_hangs;
    });
  }

  ApiAnswer asked(const HTTPServerRequest& request, const std::string& below,
                  const std::string& target) {
    const Version& version = simulator_.version();
    if (!loggedIn(request)) {
      std::this_thread::sleep_for(
          std::chrono::milliseconds(simulator_.settings().refusal_delay_ms));
      return failure(version, 401, "No ticket");
    }
    if (below.size() == target.size() || request.getMethod() != "GET")
      return failure(version, 501,
                     "Method '" + request.getMethod() + " " + below + "' not implemented");
    return simulator_.locked([&](const World& world) {
      const View view{world, version, answeringAs(world, simulator_.settings().answering),
                      simulator_.rights()};
      return answer(view, target.substr(std::string(kRoot).size()));
    });
  }

  // What others keep it waiting for, until the world's clock says that it was long enough.
  void waitFor(const ApiAnswer& answered) const {
    const Settings& settings = simulator_.settings();
    const std::int64_t until_s = settings.clock() + answered.hung_members * settings.export_wait_s +
                                 (answered.hung_proxy ? settings.proxy_wait_s : 0);
    while (settings.clock() < until_s && !simulator_.stopping())
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }

  bool loggedIn(const HTTPServerRequest& request) const {
    const Settings& settings = simulator_.settings();
    const std::string token = settings.token_id + "=" + settings.token_secret;
    return request.get("Authorization", "") == "PVEAPIToken=" + token;
  }

  void fail(HTTPServerRequest& request, HTTPServerResponse& response, const std::string& path,
            const Fault& fault) {
    simulator_.stats().count(path, 0);
    switch (fault.kind) {
      case Fault::Kind::kStatus:
        return write(request, response, {fault.status, fault.reason, ""}, "");
      case Fault::Kind::kGarbage:
        return write(request, response, {200, "OK", "<html>\xFF not what you think {]"},
                     "text/html");
      case Fault::Kind::kEcho:
        return echo(request, response, fault.status);
      case Fault::Kind::kHang:
        hang();
        break;
      case Fault::Kind::kClose:
        break;
    }
    drop(request, response);
  }

  static void drop(HTTPServerRequest& request, HTTPServerResponse& response) {
    response.setKeepAlive(false);
    static_cast<Poco::Net::HTTPServerRequestImpl&>(request).socket().shutdown();
  }

  // As a proxy does it that shows what it was asked.
  void echo(const HTTPServerRequest& request, HTTPServerResponse& response, int status) {
    const std::string login = request.get("Authorization", "");
    const std::string secret = login.substr(login.rfind('=') + 1);
    std::string encoded;
    Poco::URI::encode(login + "/" + secret, "=!@-", encoded);
    response.set("X-Request-Authorization", login);
    response.set("X-Secret", secret);
    write(request, response,
          {status, "cannot forward " + login,
           R"({"data":null,"asked":")" + login + " " + secret + " " + encoded + "\"}"},
          "application/json;charset=UTF-8");
  }

  // Until the fault is taken away or the simulator ends.
  void hang() const {
    const std::uint64_t generation = simulator_.faults().generation();
    while (simulator_.faults().generation() == generation && !simulator_.stopping())
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }

  void write(const HTTPServerRequest& request, HTTPServerResponse& response,
             const ApiAnswer& answered, const std::string& type) {
    response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answered.status));
    response.setReason(answered.reason);
    // An error ends the connection.
    if (answered.status >= 400) response.setKeepAlive(false);
    // As it was recorded: the first one says both, and the connection stays open.
    if (answered.forwarded && response.getKeepAlive()) {
      response.set("Connection", "close,Keep-Alive");
      response.add("Connection", "Keep-Alive");
    }
    if (!type.empty()) response.setContentType(type);
    response.set("Cache-Control", "max-age=0");
    response.set("Pragma", "no-cache");
    response.set("Server", "pve-api-daemon/3.0");
    const auto now =
        Poco::Timestamp::fromEpochTime(static_cast<std::time_t>(simulator_.settings().clock()));
    response.set("Date", Poco::DateTimeFormatter::format(now, Poco::DateTimeFormat::HTTP_FORMAT));
    const bool zip = answered.body.size() > kCompressFrom &&
                     request.get("Accept-Encoding", "").find("gzip") != std::string::npos;
    if (zip) response.set("Content-Encoding", "gzip");
    const std::string body = zip ? zipped(answered.body) : answered.body;
    sent_ = body.size();
    response.sendBuffer(body.data(), body.size());
  }

  Simulator& simulator_;
  std::uint64_t sent_ = 0;
};

}  // namespace

Poco::Net::HTTPRequestHandler* HandlerFactory::createRequestHandler(const HTTPServerRequest&) {
  return new Handler(simulator_);
}

}  // namespace pipevane::simulator
