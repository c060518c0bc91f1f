// One GET as Proxmox VE's API takes it, and its text up to what is secret in it.
#pragma once

#include "plugins/proxmox/api/access.h"
#include "plugins/proxmox/api/endpoint.h"

#include <Poco/Net/HTTPRequest.h>

#include <string>
#include <string_view>

namespace pipevane::proxmox {

// `path` with its query. What it holds is secret.
Poco::Net::HTTPRequest question(const Endpoint& endpoint, const Token& token,
                                const std::string& path);

// As it is sent, the empty line at its end included.
std::string textOf(const Poco::Net::HTTPRequest& request);

// The line of `text` that begins at `at`, with its end. Empty where it is the one that carries the
// token: what is sent ahead of a question ends before it, so that no secret lies around at a server
// that was asked nothing.
std::string_view lineWithoutSecret(std::string_view text, std::size_t at);

}  // namespace pipevane::proxmox
