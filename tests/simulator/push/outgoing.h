// Bytes on their way to a server, once: what does not arrive is lost.
#pragma once

#include <Poco/Timespan.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace pipevane::simulator {

// Whom they are for, and from which address they come; empty: any.
struct Route {
  std::string server;
  std::uint16_t port = 0;
  std::string from = {};
  Poco::Timespan timeout = Poco::Timespan(1, 0);
};

// All throw Poco::Exception.
void sendDatagram(const Route& route, const std::string& bytes);
// Writes no more than so many bytes at once, and ends the connection.
void sendStream(const Route& route, const std::string& bytes, std::size_t part_bytes);
// Sends a whole request and returns the status of the answer.
int sendRequest(const Route& route, const std::string& bytes);

}  // namespace pipevane::simulator
