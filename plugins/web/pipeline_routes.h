// How the pipeline is, over REST.
#pragma once

#include "plugins/web/http.h"

#include <pipevane/host.h>

namespace pipevane::web {

class PipelineRoutes {
 public:
  explicit PipelineRoutes(const Host& host) : host_(host) {}

  // [any]
  Response status();
  Response pipeline();

 private:
  const Host host_;
};

}  // namespace pipevane::web
