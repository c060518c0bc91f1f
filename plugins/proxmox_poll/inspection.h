// The state of the source as JSON, for who looks into it while it runs.
#pragma once

#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_poll/archive/archive.h"
#include "plugins/proxmox_poll/cost.h"

#include <Poco/JSON/Array.h>
#include <pipevane/host.h>

#include <cstdint>
#include <string>

namespace pipevane::proxmox_poll {

// {"cluster", "root_certificate", "role": leading or "standing by", "leader", "note": a sentence
// for one that stands by, "version" as the node writes it, "quorate", "endpoints": [{"url", "node",
// "configured", "state": answering, answered or failed (the source stands by since, and nobody asks
// it again), resting, ready (it was asked before) or "not asked yet", "why", "since_ms": it does
// so, "asked_ms": last, "again_ms", "requests", "handshakes", "resumptions", "received_bytes",
// "last_minute": {"requests", "handshakes", "received_bytes"}}], "budget": {"requests_per_minute",
// "received_bytes_per_minute" and "handshakes_per_minute": the limits, "last_minute": as of an
// endpoint, of all together, "cycles_held_back", "reached": the option of the limit that left some
// out lately, "since_ms"}, "surprises": {what: count}, "archive": {"requests", "handshakes",
// "received_bytes", "answers", "answer_bytes", "why"}, "doctor": `findings`}. What is not known is
// absent. The surprises are those of both. `asks`: in the last cycle the source asked its
// endpoints, as it leads, or as nobody else answers.
std::string inspection(const proxmox::FleetDecoder& decoder, const proxmox::Contacts& contacts,
                       const proxmox::Leadership& leadership, const Archive& archive,
                       const Cost& cost, const Poco::JSON::Array& findings, bool asks,
                       const Host& host);

}  // namespace pipevane::proxmox_poll
