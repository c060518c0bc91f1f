// Who gets in: which names the server answers to, which sites may ask, and who is logged in.
// Thread-safe.
#pragma once

#include "plugins/web/cookie.h"
#include "plugins/web/http.h"
#include "plugins/web/login_limiter.h"

#include <pipevane/host.h>

#include <string>
#include <vector>

namespace pipevane::web {

struct GateRules {
  bool login_required = true;
  bool tls = false;
  std::vector<std::string> hosts;
  std::string token_hash;  // where a login is required
  std::string folder;      // for what has to outlive a restart; empty: nothing does
};

class Gate {
 public:
  // Throws Error where the folder cannot be used.
  Gate(const Host& host, GateRules rules);

  // Throws Problem where the request names another server (DNS rebinding) or comes from another
  // site's page.
  void checkSite(const Request& request) const;
  // Throws Problem where it is not logged in.
  void checkLogin(const Request& request);
  // The same as an answer, also for a request of some time ago.
  bool admits(const Request& request);

  // What /api/session, /api/login and /api/logout answer.
  Response session(const Request& request);
  Response login(const Request& request);
  Response logout(const Request& request);

 private:
  bool authenticated(const Request& request);
  void checkToken(const Request& request, std::string_view token);
  bool knowsHost(std::string_view name) const;

  const Host host_;
  const GateRules rules_;
  Cookies cookies_;
  LoginLimiter limiter_;
};

}  // namespace pipevane::web
