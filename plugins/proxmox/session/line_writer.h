// Exchanges as the lines of a session file. The format is in the README beside this file.
#pragma once

#include <pipevane/abi.h>

#include <cstdint>
#include <string>

namespace pipevane::session {

// The first line of a file. Exchanges follow in the order in which their answers came.
std::string headerLine(std::int64_t created_ms);

// Appends the exchange as one line with its end; credentials are left out.
void appendLine(std::string& out, const pv_exchange& exchange);

}  // namespace pipevane::session
