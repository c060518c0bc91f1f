// An answer as it goes over the wire.
#pragma once

#include "plugins/web/http.h"

namespace pipevane::web {

struct Sending {
  bool keep_alive = true;
  bool with_body = true;  // a HEAD has none
};

// With the headers that protect the reader of any answer.
std::string textOf(const Response& response, const Sending& how);

}  // namespace pipevane::web
