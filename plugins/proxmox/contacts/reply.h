// What became of one question.
#pragma once

#include "plugins/proxmox/api/answer.h"
#include "plugins/proxmox/contacts/contact.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace pipevane::proxmox {

struct Reply {
  std::string path;  // that was asked for
  int status = 0;
  Failure failure = Failure::kNone;
  std::string reason;      // of the status line, or what failed
  std::string remedy;      // as of Answer
  std::string unreadable;  // "the answer to ... is no JSON"; empty where it could be read
  bool stopped = false;
  bool timed_out = false;
  bool not_asked = false;  // as the limit of requests is reached
  bool stands_by = false;  // another source tells of this cluster now, so nothing of it was told
  bool foreign = false;    // it is a node of another cluster
  bool minority = false;   // it has no quorum, and others can be asked
  bool startling = false;  // a list that has lost a node: not told yet
  bool stranger = false;   // it may be another one than was met, so nothing of it was told
  // Empty where it was answered and understood; else a sentence without an end.
  std::string why;
  std::int64_t server_ms = 0;  // by the clock of who answered
  std::size_t body_bytes = 0;  // unpacked
  std::int64_t duration_ms = 0;

  // What the answer says by itself; why it is of no use is for who knows what was asked.
  static Reply of(const Answer& answer) {
    Reply reply;
    reply.status = answer.status;
    reply.failure = answer.failure;
    reply.reason = answer.reason;
    reply.remedy = answer.remedy;
    reply.stopped = answer.failure == Failure::kStopped;
    reply.timed_out = answer.failure == Failure::kTimeout;
    reply.duration_ms = answer.duration_us / 1000;
    return reply;
  }

  bool good() const { return why.empty() && !stopped && !stands_by; }
  Contact::Doubt doubt() const {
    if (foreign) return Contact::Doubt::kForeign;
    return isDistrust(failure) ? Contact::Doubt::kDistrusted : Contact::Doubt::kNone;
  }
};

}  // namespace pipevane::proxmox
