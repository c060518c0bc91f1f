// JSON in the envelope of the API.
#pragma once

#include "tests/simulator/answers/answers.h"
#include "tests/simulator/server/api.h"

#include <sstream>

namespace pipevane::simulator {

template <class Json>
ApiAnswer data(const Json& json) {
  std::ostringstream text;
  text << R"({"data":)";
  json.stringify(text);
  text << "}";
  return {200, "OK", text.str()};
}

// With the number of all rows that there are.
inline ApiAnswer page(const Page& page) {
  Poco::JSON::Object envelope;
  envelope.set("data", page.rows);
  if (page.total > 0) envelope.set("total", page.total);
  std::ostringstream text;
  envelope.stringify(text);
  return {200, "OK", text.str()};
}

}  // namespace pipevane::simulator
