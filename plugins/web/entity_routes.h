// Nodes, guests and storage over REST.
#pragma once

#include "plugins/web/http.h"
#include "plugins/web/live.h"

#include <pipevane/host.h>

namespace pipevane::web {

class EntityRoutes {
 public:
  EntityRoutes(const Host& host, Live& live) : host_(host), live_(live) {}

  // [any] These throw Problem.
  Response nodes(const Request& request);
  Response guests(const Request& request);
  Response storage(const Request& request);
  Response node(const std::string& id);
  Response guestsOf(const std::string& node, std::string_view kind, const Request& request);

 private:
  template <class Wanted>
  Response list(const Request& request, Wanted wanted);

  const Host host_;
  Live& live_;
};

}  // namespace pipevane::web
