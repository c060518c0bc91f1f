// How the bytes of a body go over the wire, and what the header says of the connection.
#pragma once

#include "tests/simulator/server/faults.h"

#include <Poco/Net/HTTPServerResponse.h>

#include <functional>
#include <string>

namespace pipevane::simulator {

// The forms that were seen of answers that are forwarded; the socket stays usable after each.
enum class ConnectionForm { kListAndOne, kBoth, kTwice };
void setConnection(Poco::Net::HTTPServerResponse& response, ConnectionForm form);

// A body of gzip that ends half-way.
std::string half(const std::string& body);
// The header, and of the body the first half only; the connection is still to be closed.
void sendHalf(Poco::Net::HTTPServerResponse& response, const std::string& body);
// Byte by byte, until `enough` or the client has gone.
void drip(Poco::Net::HTTPServerResponse& response, const std::string& body,
          const std::function<bool()>& enough);

}  // namespace pipevane::simulator
