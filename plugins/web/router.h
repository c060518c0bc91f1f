// From a request to its answer. [any] thread.
#pragma once

#include "plugins/web/entity_routes.h"
#include "plugins/web/gate.h"
#include "plugins/web/history_routes.h"
#include "plugins/web/http.h"
#include "plugins/web/pipeline_routes.h"
#include "plugins/web/prometheus_routes.h"
#include "plugins/web/static_files.h"

#include <functional>
#include <span>
#include <string_view>

namespace pipevane::web {

class Router;

struct Route {
  std::string_view method, pattern;  // "{id}" in it stands for any part
  bool open;                         // without a login
  Response (*answer)(Router& router, const Request& request);
};

class Router {
 public:
  // All there are beside the dashboard's files and the WebSocket.
  static std::span<const Route> routes();

  Router(const Host& host, Live& live, Gate& gate, const StaticFiles& files);

  // Never throws a Problem: that is an answer too.
  Response answer(const Request& request);
  // Throws Problem where the request may not open a WebSocket.
  void checkWebSocket(const Request& request);
  // Asks whether one that was opened with these credentials may go on, as long as the gate is
  // there.
  std::function<bool()> admission(const Request& credentials) const {
    return [&gate = gate_, credentials] { return gate.admits(credentials); };
  }

 private:
  Response route(const Request& request);
  Response ready(const Request& request);

  const Host host_;
  Live& live_;
  Gate& gate_;
  const StaticFiles& files_;
  EntityRoutes entities_;
  HistoryRoutes history_;
  PipelineRoutes pipeline_;
  PrometheusRoutes prometheus_;
};

}  // namespace pipevane::web
