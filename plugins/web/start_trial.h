// Whether the server could start: what it needs is looked at, and nothing is taken or written.
#pragma once

#include "plugins/web/server.h"

#include <pipevane/abi.h>

#include <span>
#include <string>

namespace pipevane::web {

struct StartNeeds {
  ServerAddress address;
  std::string dashboard;    // a folder that somebody named; empty: the installed one
  std::string port_file;    // empty: none
  std::string data_folder;  // empty: nothing is kept
  bool login_required = false;
  bool token_given = false;
};

// `freed`: what is held now and is let go before the start, as in <pipevane/trial.h>. Throws Error
// with why not, and what to do.
void tryToStart(const StartNeeds& needs, std::span<const pv_text> freed);

// The address as <pipevane/trial.h> has it; empty where any port will do.
std::string thingAt(const ServerAddress& address);

}  // namespace pipevane::web
