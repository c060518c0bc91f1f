#include "plugins/web/router.h"

#include "plugins/web/json_writer.h"
#include "plugins/web/moment_route.h"
#include "plugins/web/open_api.h"
#include "plugins/web/packed_answer.h"
#include "plugins/web/pipeline_reader.h"
#include "plugins/web/provenance_route.h"
#include "plugins/web/reload_route.h"

#include <pipevane/error.h>

#include <algorithm>

namespace pipevane::web {
namespace {

Response plainText(std::string text) {
  return {
      .status = 200, .type = "text/plain; charset=utf-8", .body = std::move(text), .headers = {}};
}

void needs(const Request& request, std::string_view method) {
  if (request.method == method || (method == "GET" && request.method == "HEAD")) return;
  const std::string allowed(method == "GET" ? "GET, HEAD" : method);
  throw Problem{405, "Wrong method", "use " + allowed, {{"Allow", allowed}}};
}

bool isAt(const Request& request, std::string_view pattern) {
  for (const std::string& part : request.parts) {
    if (!pattern.starts_with('/')) return false;
    pattern.remove_prefix(1);
    const std::string_view wanted = pattern.substr(0, pattern.find('/'));
    if (wanted != part && wanted != "{id}") return false;
    pattern.remove_prefix(wanted.size());
  }
  return pattern.empty();
}

const Route* routeAt(const Request& request) {
  const auto routes = Router::routes();
  const auto at = std::ranges::find_if(
      routes, [&request](const Route& route) { return isAt(request, route.pattern); });
  return at == routes.end() ? nullptr : &*at;
}

// What is read behind a login is figures and names; nothing that a login is made of is in it.
bool isPacked(const Route& route) { return !route.open && route.method == "GET"; }

[[noreturn]] void notFound() {
  throw Problem{404, "Not found", "there is nothing at this address"};
}

// Of so many components; a pipeline has a handful.
constexpr std::size_t kMostTroubles = 20;

// Of each component that does not run as it should, how it is and why.
std::string troublesOf(const Host& host) {
  std::string all;
  std::size_t count = 0;
  for (const auto& [id, component] : readComponents(host)) {
    if (component.why.empty() || ++count > kMostTroubles) continue;
    all.append("; \"" + id + "\" is ").append(component.state).append(": " + component.why);
  }
  return all;
}

// The developer tools, which are not there.
bool isForDevelopers(const Request& request) {
  const auto& parts = request.parts;
  return (!parts.empty() && parts[0] == "dev") ||
         (parts.size() > 1 && parts[0] == "api" && parts[1] == "dev");
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

std::span<const Route> Router::routes() {
  using R = Router;
  using Q = const Request;
  static constexpr Route kRoutes[] = {
      {"GET", "/health", true, [](R&, Q&) { return plainText("ok\n"); }},
      {"GET", "/ready", true, [](R& r, Q& q) { return r.ready(q); }},
      {"GET", "/api/session", true, [](R& r, Q& q) { return r.gate_.session(q); }},
      {"POST", "/api/login", true, [](R& r, Q& q) { return r.gate_.login(q); }},
      {"POST", "/api/logout", false, [](R& r, Q& q) { return r.gate_.logout(q); }},
      {"GET", "/api/nodes", false, [](R& r, Q& q) { return r.entities_.nodes(q); }},
      {"GET", "/api/nodes/{id}", false, [](R& r, Q& q) { return r.entities_.node(q.parts[2]); }},
      {"GET", "/api/nodes/{id}/vms", false,
       [](R& r, Q& q) { return r.entities_.guestsOf(q.parts[2], "vm", q); }},
      {"GET", "/api/nodes/{id}/containers", false,
       [](R& r, Q& q) { return r.entities_.guestsOf(q.parts[2], "container", q); }},
      {"GET", "/api/guests", false, [](R& r, Q& q) { return r.entities_.guests(q); }},
      {"GET", "/api/storage", false, [](R& r, Q& q) { return r.entities_.storage(q); }},
      {"GET", "/api/status", false, [](R& r, Q&) { return r.pipeline_.status(); }},
      {"GET", "/api/pipeline", false, [](R& r, Q&) { return r.pipeline_.pipeline(); }},
      {"POST", "/api/pipeline/reload", false,
       [](R& r, Q& q) { return reloadPipeline(r.host_, q); }},
      {"GET", "/api/events", false, [](R& r, Q& q) { return r.history_.events(q); }},
      {"GET", "/api/provenance", false,
       [](R& r, Q& q) { return provenanceOf(r.host_, r.live_, q); }},
      {"GET", "/api/metrics", false, [](R& r, Q&) { return r.history_.metrics(); }},
      {"GET", "/api/metrics/history", false, [](R& r, Q& q) { return r.history_.samples(q); }},
      {"GET", "/api/metrics/at", false, [](R& r, Q& q) { return momentOf(r.host_, r.live_, q); }},
      {"GET", "/api/openapi.json", false, [](R&, Q&) { return openApi(); }},
      {"GET", "/metrics", false, [](R& r, Q&) { return r.prometheus_.own(); }},
      {"GET", "/metrics/proxmox", false, [](R& r, Q&) { return r.prometheus_.watched(); }},
  };
  return kRoutes;
}

Response Router::route(const Request& request) {
  gate_.checkSite(request);
  if (const Route* route = routeAt(request)) {
    needs(request, route->method);
    if (!route->open) gate_.checkLogin(request);
    Response response = route->answer(*this, request);
    return isPacked(*route) ? packedFor(request, std::move(response)) : response;
  }
  if (isForDevelopers(request)) notFound();
  const bool api =
      !request.parts.empty() && (request.parts[0] == "api" || request.parts[0] == "metrics");
  if (api) {
    gate_.checkLogin(request);
    notFound();
  }
  needs(request, "GET");
  return files_.answer(request);
}

// Anybody may ask whether; what fails, and why, names addresses and paths.
Response Router::ready(const Request& request) {
  const bool data = live_.locked([](const LiveParts& parts) { return parts.state.hasSamples(); });
  if (data) return plainText("ready\n");
  std::string detail = "no data has come from any source yet";
  detail += gate_.admits(request) ? troublesOf(host_) : "; log in, and this says what fails";
  throw Problem{503, "Not ready", detail};
}

}  // namespace pipevane::web
