// How a request is answered that the pipeline's history does not serve.
#pragma once

#include "plugins/web/http.h"

#include <string>
#include <utility>

namespace pipevane::web {

inline Problem noHistory() {
  return {404, "No history", "the pipeline has no component of type \"history\""};
}

inline Problem silentHistory() { return {503, "No answer", "the history does not answer"}; }

// An older one; `what` it cannot do is a sentence about it.
inline Problem unknownToHistory(std::string what) { return {501, "Not known", std::move(what)}; }

}  // namespace pipevane::web
