#include "plugins/web/router.h"

#include "plugins/web/json_writer.h"
#include "plugins/web/open_api.h"

#include <pipevane/error.h>

namespace pipevane::web {
namespace {

Response plainText(std::string text) {
  return {
      .status = 200, .type = "text/plain; charset=utf-8", .body = std::move(text), .headers = {}};
}

[[noreturn]] void wrongMethod(const char* allowed) {
  throw Problem{405, "Wrong method", std::string("use ") + allowed, {{"Allow", allowed}}};
}

void needs(const Request& request, const char* method) {
  const bool read = std::string_view(method) == "GET";
  if (request.method != method && !(read && request.method == "HEAD"))
    wrongMethod(read ? "GET, HEAD" : method);
}

// Whether the address is these parts, of which "*" stands for any.
bool isAt(const Request& request, std::initializer_list<std::string_view> parts) {
  if (request.parts.size() != parts.size()) return false;
  std::size_t i = 0;
  for (const std::string_view part : parts) {
    if (part != "*" && request.parts[i] != part) return false;
    ++i;
  }
  return true;
}

}  // namespace

Router::Router(const Host& host, Live& live, Gate& gate, const StaticFiles& files)
    : host_(host),
      live_(live),
      gate_(gate),
      files_(files),
      entities_(host, live),
      history_(host, live),
      pipeline_(host),
      prometheus_(host, live) {}

Response Router::answer(const Request& request) {
  try {
    return route(request);
  } catch (const Problem& problem) {
    return answerWith(problem);
  } catch (const std::exception& error) {
    host_.log(LogLevel::kError,
              std::string("cannot answer \"") + request.path + "\": " + error.what());
    return answerWith({500, "Internal error", "the server's log says more"});
  }
}

void Router::checkWebSocket(const Request& request) {
  gate_.checkSite(request);
  gate_.checkLogin(request);
}

Response Router::route(const Request& request) {
  gate_.checkSite(request);
  if (isAt(request, {"health"})) return needs(request, "GET"), plainText("ok\n");
  if (isAt(request, {"ready"})) return needs(request, "GET"), ready();
  if (isAt(request, {"api", "session"})) return needs(request, "GET"), gate_.session(request);
  if (isAt(request, {"api", "login"})) return needs(request, "POST"), gate_.login(request);
  if (!request.parts.empty() && (request.parts[0] == "api" || request.parts[0] == "metrics")) {
    gate_.checkLogin(request);
    return api(request);
  }
  needs(request, "GET");
  return files_.answer(request);
}

Response Router::api(const Request& request) {
  if (isAt(request, {"api", "logout"})) return needs(request, "POST"), gate_.logout(request);
  needs(request, "GET");
  const auto& parts = request.parts;
  if (isAt(request, {"api", "nodes"})) return entities_.nodes(request);
  if (isAt(request, {"api", "guests"})) return entities_.guests(request);
  if (isAt(request, {"api", "storage"})) return entities_.storage(request);
  if (isAt(request, {"api", "nodes", "*"})) return entities_.node(parts[2]);
  if (isAt(request, {"api", "nodes", "*", "vms"}))
    return entities_.guestsOf(parts[2], "vm", request);
  if (isAt(request, {"api", "nodes", "*", "containers"}))
    return entities_.guestsOf(parts[2], "container", request);
  if (isAt(request, {"api", "status"})) return pipeline_.status();
  if (isAt(request, {"api", "pipeline"})) return pipeline_.pipeline();
  if (isAt(request, {"api", "events"})) return history_.events(request);
  if (isAt(request, {"api", "metrics"})) return history_.metrics();
  if (isAt(request, {"api", "metrics", "history"})) return history_.samples(request);
  if (isAt(request, {"api", "openapi.json"})) return openApi();
  if (isAt(request, {"metrics"})) return prometheus_.own();
  if (isAt(request, {"metrics", "proxmox"})) return prometheus_.watched();
  throw Problem{404, "Not found", "there is nothing at this address"};
}

Response Router::ready() {
  const bool data = live_.locked([](const LiveParts& parts) { return parts.state.hasSamples(); });
  if (!data) throw Problem{503, "Not ready", "no data has come from any source yet"};
  return plainText("ready\n");
}

}  // namespace pipevane::web
