#include "tests/simulator/server/handler.h"

#include "tests/simulator/server/control.h"
#include "tests/simulator/server/delivery.h"
#include "tests/simulator/server/gzip.h"
#include "tests/simulator/simulator.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/HTTPServerSession.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/String.h>
#include <Poco/Timestamp.h>
#include <Poco/URI.h>

#include <functional>
#include <optional>
#include <sstream>

namespace pipevane::simulator {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerRequestImpl;
using Poco::Net::HTTPServerResponse;

constexpr const char* kRoot = "/api2/json";
// Below it compression is not worth it.
constexpr std::size_t kCompressFrom = 1024;

class Handler final : public Poco::Net::HTTPRequestHandler {
 public:
  Handler(Simulator& simulator, const std::string& node) : simulator_(simulator), node_(node) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    // Half a header is no request.
    if (static_cast<HTTPServerRequestImpl&>(request).session().networkException() != nullptr)
      return cut(request, response);
    const std::string& target = request.getURI();
    if (target.starts_with("/__"))
      return write(request, response, controlled(request), "application/json");
    const std::string path = target.substr(0, target.find('?'));
    const std::string below =
        path.starts_with(kRoot) ? path.substr(std::string(kRoot).size()) : path;
    caller_.emplace(static_cast<HTTPServerRequestImpl&>(request).socket());
    const auto asked_node =
        simulator_.locked([this](const World& world) { return at(world).name; });
    call_.emplace(simulator_.underWay(), *caller_, nodeOf(below, asked_node), target);
    const auto fault = simulator_.faults().take(below, node_);
    const bool stays = !fault || late(fault->delay_s);
    if (stays && fault && !fault->spoils()) return fail(request, response, path, *fault);
    if (!stays || !alive()) return giveUp(request, response, path);
    ApiAnswer answered = asked(request, below, target);
    if (!late(waitOf(answered))) return giveUp(request, response, path);
    if (fault && fault->kind == Fault::Kind::kTwist && answered.status == 200)
      answered.body = twisted(answered.body, fault->twist);
    spoiled_ = fault;
    // Before it is there, so that nobody has it and finds it not counted.
    if (answered.status == 200 && !breaksOff()) simulator_.stats().countWhole(path);
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

  ApiAnswer asked(const HTTPServerRequest& request, const std::string& below,
                  const std::string& target) {
    const Version& version = simulator_.version();
    if (!loggedIn(request)) return failure(version, 401, "No ticket");
    if (below.size() == target.size() || request.getMethod() != "GET")
      return failure(version, 501,
                     "Method '" + request.getMethod() + " " + below + "' not implemented");
    return simulator_.locked([&](const World& world) {
      const View view{world, version, at(world), simulator_.rights(),
                      simulator_.settings().token_id};
      return answer(view, target.substr(std::string(kRoot).size()));
    });
  }

  // For how long others keep it waiting, and who was not let in.
  std::int64_t waitOf(const ApiAnswer& answered) const {
    const Settings& settings = simulator_.settings();
    return answered.hung_members * settings.export_wait_s +
           (answered.hung_proxy ? settings.proxy_wait_s : 0) +
           (answered.status == 401 ? settings.refusal_delay_s : 0);
  }
  // Lets so much time of the simulated clock pass. False: nobody waits for the answer any more.
  bool late(std::int64_t seconds) const {
    const auto& clock = simulator_.settings().clock;
    return simulator_.waitingRoom().waitWhile(
        *caller_, [&clock, until_s = clock() + seconds] { return clock() < until_s; });
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
        return refuse(request, response, fault);
      case Fault::Kind::kGarbage:
        return write(request, response, {200, "OK", "<html>\xFF not what you think {]"},
                     "text/html");
      case Fault::Kind::kEcho:
        return echo(request, response, fault.status);
      case Fault::Kind::kHang:
        simulator_.waitingRoom().waitWhile(*caller_, whileItLasts());
        break;
      default:
        break;
    }
    cut(request, response);
  }

  static void cut(HTTPServerRequest& request, HTTPServerResponse& response) {
    response.setKeepAlive(false);
    static_cast<HTTPServerRequestImpl&>(request).socket().shutdown();
  }

  // As that version says it, if the fault has no body of its own.
  void refuse(HTTPServerRequest& request, HTTPServerResponse& response, const Fault& fault) {
    ApiAnswer answered = failure(simulator_.version(), fault.status, fault.reason);
    if (fault.body) answered.body = *fault.body;
    write(request, response, answered,
          answered.body.empty() ? "" : "application/json;charset=UTF-8");
  }

  void giveUp(HTTPServerRequest& request, HTTPServerResponse& response, const std::string& path) {
    simulator_.stats().count(path, 0);
    cut(request, response);
  }

  const Node& at(const World& world) const {
    return node_.empty() ? answeringAs(world, simulator_.settings().answering) : world.node(node_);
  }

  // The node that is asked answers, after it was waited for while it hangs.
  bool alive() const {
    const auto hangs = [this] {
      return simulator_.locked(
          [this](const World& world) { return at(world).online && at(world).api_hangs; });
    };
    return simulator_.waitingRoom().waitWhile(*caller_, hangs) &&
           simulator_.locked(
               [this](const World& world) { return node_.empty() || at(world).online; });
  }

  // As a proxy does it that shows what it was asked.
  void echo(HTTPServerRequest& request, HTTPServerResponse& response, int status) {
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

  // The fault is not taken away.
  std::function<bool()> whileItLasts() const {
    return [&faults = simulator_.faults(), generation = simulator_.faults().generation()] {
      return faults.generation() == generation;
    };
  }

  void write(HTTPServerRequest& request, HTTPServerResponse& response, const ApiAnswer& answered,
             const std::string& type) {
    response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answered.status));
    response.setReason(answered.reason);
    // An error ends the connection.
    if (answered.status >= 400 || is(Fault::Kind::kLast)) response.setKeepAlive(false);
    // As it was recorded: the first one says both, and the connection stays open.
    if ((answered.forwarded || is(Fault::Kind::kKeepAlive) || is(Fault::Kind::kKeepTwice)) &&
        response.getKeepAlive())
      setConnection(response, is(Fault::Kind::kKeepAlive)   ? ConnectionForm::kBoth
                              : is(Fault::Kind::kKeepTwice) ? ConnectionForm::kTwice
                                                            : ConnectionForm::kListAndOne);
    if (!type.empty()) response.setContentType(type);
    response.set("Cache-Control", "max-age=0");
    response.set("Pragma", "no-cache");
    response.set("Server", "pve-api-daemon/3.0");
    const std::int64_t now_s = simulator_.locked(
        [this](const World& world) { return world.nowS() + at(world).clock_off_s; });
    const auto now = Poco::Timestamp::fromEpochTime(static_cast<std::time_t>(now_s));
    response.set("Date", Poco::DateTimeFormatter::format(now, Poco::DateTimeFormat::HTTP_FORMAT));
    const bool zip = (answered.body.size() > kCompressFrom || is(Fault::Kind::kTruncated)) &&
                     request.get("Accept-Encoding", "").find("gzip") != std::string::npos;
    if (zip) response.set("Content-Encoding", "gzip");
    const std::string body = zip ? gzipped(answered.body) : answered.body;
    sent_ = body.size();
    deliver(request, response, is(Fault::Kind::kTruncated) ? half(body) : body);
  }

  void deliver(HTTPServerRequest& request, HTTPServerResponse& response, const std::string& body) {
    if (is(Fault::Kind::kDrip)) {
      if (!drip(response, body, simulator_.waitingRoom(), *caller_, whileItLasts()))
        cut(request, response);
      return;
    }
    call_.reset();
    const bool kept = is(Fault::Kind::kKeepCut);
    if (!kept && !is(Fault::Kind::kCut)) {
      response.sendBuffer(body.data(), body.size());
      return;
    }
    sendBytes(response, body, kept ? body.size() : body.size() / 2);
    cut(request, response);
  }

  bool breaksOff() const {
    return is(Fault::Kind::kTruncated) || is(Fault::Kind::kCut) || is(Fault::Kind::kDrip);
  }
  bool is(Fault::Kind kind) const { return spoiled_ && spoiled_->kind == kind; }

  Simulator& simulator_;
  const std::string& node_;       // the factory's
  std::optional<Caller> caller_;  // of the API
  std::optional<UnderWay::Call> call_;
  std::optional<Fault> spoiled_;  // what becomes of the answer
  std::uint64_t sent_ = 0;
};

}  // namespace

Poco::Net::HTTPRequestHandler* HandlerFactory::createRequestHandler(const HTTPServerRequest&) {
  return new Handler(simulator_, node_);
}

}  // namespace pipevane::simulator
