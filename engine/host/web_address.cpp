#include "engine/host/web_address.h"

#include "engine/config/problems.h"
#include "engine/config/variables.h"
#include "engine/host/arguments.h"

#include <charconv>

namespace pipevane::host {
namespace {

constexpr int kUsual = 3000, kLargest = 65535;

int portFrom(const std::string& written) {
  const char* end = written.data() + written.size();
  int port = 0;
  const auto [stop, error] = std::from_chars(written.data(), end, port);
  if (error != std::errc{} || stop != end || port < 1 || port > kLargest)
    throw UsageError("cannot use --port \"" + written +
                     "\": it must be a whole number from 1 to 65535");
  return port;
}

// A server that listens on every address is asked on this machine's own.
std::string askedAt(const std::string& bind) {
  if (bind.empty() || bind == "0.0.0.0" || bind == "localhost") return "127.0.0.1";
  return bind == "::" ? "::1" : bind;
}

}  // namespace

WebAddress webAddressOf(const config::Environment& environment, const std::string& port) {
  config::Problems problems;
  const config::Variables variables(environment, problems);
  variables.checkAddress("BIND");
  WebAddress address{
      .host = askedAt(variables.text("BIND")),
      .port = port.empty() ? variables.number("PORT", kUsual, 1, kLargest) : portFrom(port),
      .tls = variables.given("TLS_CERT_FILE")};
  problems.throwIfAny();
  return address;
}

}  // namespace pipevane::host
