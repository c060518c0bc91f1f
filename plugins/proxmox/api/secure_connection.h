// One TLS connection to a node, proven to be the node before anything is said on it.
#pragma once

#include "plugins/proxmox/api/access.h"
#include "plugins/proxmox/api/call_guard.h"
#include "plugins/proxmox/api/endpoint.h"
#include "plugins/proxmox/api/peer_witness.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/Session.h>
#include <Poco/Net/StreamSocket.h>

namespace pipevane::proxmox {

// TLS 1.2 or newer. Throws Error where the CA file cannot be used.
Poco::Net::Context::Ptr contextFor(const Trust& trust);

// Speaks TLS over a connection. `session`: to be taken up again, null for a whole handshake; who
// answers is proven either way. `witness` is that of the context. Throws CallError: kTls, kExpired,
// kNotYetValid, kIssuer, kFingerprint, kChanged, kUnknown, kNotKept, kTimeout, kStopped.
Poco::Net::SecureStreamSocket secure(const Poco::Net::StreamSocket& plain, const Endpoint& endpoint,
                                     const Trust& trust, const Poco::Net::Context::Ptr& context,
                                     PeerWitness& witness, const Poco::Net::Session::Ptr& session,
                                     CallGuard& guard, CallGuard::Clock::time_point deadline);

}  // namespace pipevane::proxmox
