// A TLS socket with a certificate from memory.
#pragma once

#include "tests/simulator/server/certificate.h"

#include <Poco/Net/ServerSocket.h>

#include <cstdint>
#include <string>

namespace pipevane::simulator {

// Throws Poco::Exception or std::runtime_error.
Poco::Net::ServerSocket listenAt(const std::string& bind, std::uint16_t port,
                                 const Certificate& certificate);

}  // namespace pipevane::simulator
