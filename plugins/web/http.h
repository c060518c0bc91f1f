// A request and its answer as the routes see them, without the server around.
#pragma once

#include "plugins/web/body.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::web {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string path;                // as sent, still percent-encoded
  std::vector<std::string> parts;  // of the path between its slashes, decoded
  std::vector<std::pair<std::string, std::string>> query;  // decoded
  std::string body;
  std::string peer;          // the client's address
  Headers headers;           // names in lower case
  bool keep_alive = true;    // the client may ask again on the same connection
  bool takes_chunks = true;  // it is new enough for an answer in chunks

  // The first of that name; null where it is absent.
  const std::string* parameter(std::string_view name) const;
  std::vector<std::string> parameters(std::string_view name) const;
  // Empty where it is absent; `name` in lower case.
  std::string_view header(std::string_view name) const;
};

// What of a request says who asks.
Request credentialsOf(const Request& request);

struct Response {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  Headers headers;
  std::shared_ptr<Body> stream = nullptr;  // in place of the body, where it is made piece by piece
};

// What ends a request with a problem document (RFC 9457).
struct Problem {
  int status;
  std::string title, detail;
  Headers headers = {};
  std::vector<std::string> problems = {};  // where there are several: a sentence each
};
Response answerWith(const Problem& problem);

// Tells caches that another answer goes with another value of that header of the request.
void varyBy(std::string_view header, Headers& headers);

// Splits what stands in the request line; throws Problem where it is no address.
void readTarget(std::string_view target, Request& request);
std::string percentEncoded(std::string_view text);
// Nothing where a percent sign is not followed by two digits.
std::optional<std::string> percentDecoded(std::string_view text, bool plus_is_blank);

}  // namespace pipevane::web
