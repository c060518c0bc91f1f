// From a request to its answer. [any] thread.
#pragma once

#include "plugins/web/entity_routes.h"
#include "plugins/web/gate.h"
#include "plugins/web/history_routes.h"
#include "plugins/web/http.h"
#include "plugins/web/pipeline_routes.h"
#include "plugins/web/prometheus_routes.h"
#include "plugins/web/static_files.h"

namespace pipevane::web {

class Router {
 public:
  Router(const Host& host, Live& live, Gate& gate, const StaticFiles& files);

  // Never throws a Problem: that is an answer too.
  Response answer(const Request& request);
  // Throws Problem where the request may not open a WebSocket.
  void checkWebSocket(const Request& request);

 private:
  Response route(const Request& request);
  Response api(const Request& request);
  Response ready();

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
