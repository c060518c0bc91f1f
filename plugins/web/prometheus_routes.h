// What Prometheus reads: Pipevane's own figures, and the newest ones of what it watches.
#pragma once

#include "plugins/web/http.h"
#include "plugins/web/live.h"

#include <pipevane/host.h>

namespace pipevane::web {

class PrometheusRoutes {
 public:
  PrometheusRoutes(const Host& host, Live& live) : host_(host), live_(live) {}

  // [any]
  Response own();
  Response watched();

 private:
  const Host host_;
  Live& live_;
};

}  // namespace pipevane::web
