#include "plugins/web/start_trial.h"

#include "plugins/web/listen.h"
#include "plugins/web/secret_file.h"
#include "plugins/web/token.h"
#include "plugins/web/writable_folder.h"

#include <pipevane/error.h>
#include <pipevane/text.h>

#include <Poco/Net/IPAddress.h>

#include <algorithm>
#include <filesystem>

namespace pipevane::web {
namespace {

namespace fs = std::filesystem;

bool isIpv6(const std::string& bind) { return bind.find(':') != std::string::npos; }

std::string thing(const std::string& bind, std::uint16_t port) {
  return "tcp " + (isIpv6(bind) ? "[" + bind + "]" : bind) + ":" + std::to_string(port);
}

// An address of a port and the one that means all of them exclude each other.
bool getsFree(const ServerAddress& address, std::span<const pv_text> freed) {
  const bool all = Poco::Net::IPAddress(address.bind).isWildcard();
  const std::string same = thing(address.bind, address.port);
  const std::string port = ":" + std::to_string(address.port);
  return std::ranges::any_of(freed, [&](const pv_text& each) {
    const std::string_view held = view(each);
    if (!held.starts_with("tcp ") || !held.ends_with(port)) return false;
    return all || held == same || held == thing("0.0.0.0", address.port) ||
           held == thing("::", address.port);
  });
}

// The folders on the way are made where they are missing.
void requireWritable(const fs::path& folder, const std::string& what, const std::string& remedy) {
  const std::string why = whyNoFilesIn(folder);
  if (!why.empty()) throw Error("cannot write " + what + ": " + why + "; " + remedy);
}

void tryDashboard(const std::string& folder) {
  std::error_code unknown;
  if (!folder.empty() && !fs::is_regular_file(fs::path(folder) / "index.html", unknown))
    throw Error("cannot serve the dashboard from \"" + folder + "\": " +
                (fs::is_directory(folder, unknown) ? "there is no index.html in it"
                                                   : "there is no such folder") +
                "; name the folder that has it, or leave the option dashboard out");
}

void tryPortFile(const std::string& file) {
  if (file.empty()) return;
  const fs::path folder = fs::absolute(file).parent_path();
  const std::string what = "the port_file \"" + file + "\"";
  if (!fs::is_directory(folder))
    throw Error("cannot write " + what +
                ": its folder is not there; make it, or name another file");
  requireWritable(folder, what, "name another file");
}

// The token, and what sessions are signed with.
void trySecrets(const StartNeeds& needs) {
  if (!needs.login_required || needs.data_folder.empty()) return;
  requireWritable(needs.data_folder, "what logins need into \"" + needs.data_folder + "\"",
                  "set data_dir to a folder that can be written to");
  if (!needs.token_given) static_cast<void>(keptHash(needs.data_folder));
  for (const char* file : {"web_cookie_key", "web_revoked"})
    static_cast<void>(readSecret(fs::path(needs.data_folder) / file));
}

}  // namespace

void tryToStart(const StartNeeds& needs, std::span<const pv_text> freed) {
  tryToListenAt(needs.address, getsFree(needs.address, freed));
  tryDashboard(needs.dashboard);
  tryPortFile(needs.port_file);
  trySecrets(needs);
}

std::string thingAt(const ServerAddress& address) {
  return address.port == 0 ? std::string() : thing(address.bind, address.port);
}

}  // namespace pipevane::web
