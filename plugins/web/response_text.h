// An answer as it goes over the wire.
#pragma once

#include "plugins/web/http.h"

namespace pipevane::web {

struct Sending {
  bool keep_alive = true;
  bool with_body = true;  // a HEAD has none
  bool chunks = true;     // where it is a stream; else that ends with the connection
};

// With the headers that protect the reader of any answer; of a stream the head alone.
std::string textOf(const Response& response, const Sending& how);

}  // namespace pipevane::web
