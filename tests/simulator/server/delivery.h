// How the bytes of a body go over the wire, and what the header says of the connection.
#pragma once

#include "tests/simulator/server/waiting_room.h"

#include <Poco/Net/HTTPServerResponse.h>

#include <functional>
#include <string>

namespace pipevane::simulator {

// The forms that were seen of answers that are forwarded; the socket stays usable after each.
enum class ConnectionForm { kListAndOne, kBoth, kTwice };
void setConnection(Poco::Net::HTTPServerResponse& response, ConnectionForm form);

// A body of gzip that ends half-way.
std::string half(const std::string& body);
// The header of that body and so much of it, which is on its way when it returns: the connection
// can be closed.
void sendBytes(Poco::Net::HTTPServerResponse& response, const std::string& body, std::size_t bytes);
// Byte by byte, as long as `go_on` and the caller is there. True: it came to the end of the body.
bool drip(Poco::Net::HTTPServerResponse& response, const std::string& body, WaitingRoom& room,
          const Caller& caller, const std::function<bool()>& go_on);

}  // namespace pipevane::simulator
