#include "plugins/proxmox_push/examination.h"

#include "plugins/proxmox_push/intake.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/Net/IPAddress.h>

#include <sstream>

namespace pipevane::proxmox_push {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

struct Found {
  std::string target;
  const char* check;
  const char* state;
  std::string sentence, remedy;
};

class Examination {
 public:
  Examination(const Settings& settings, const Heard& heard, const Host& host)
      : settings_(settings), heard_(heard), host_(host) {}

  Array findings() {
    for (const Door& door : heard_.runs ? heard_.doors : settings_.doors) lookAt(door);
    for (const Doors::Closed& each : heard_.closed)
      add({placeOf(each.door), "listen", "failed", each.why, "see what the sentence says"});
    lookAtStrangers();
    lookAtSenders();
    return all_;
  }

 private:
  void add(const Found& found) {
    Object finding(Poco::JSON_PRESERVE_KEY_ORDER);
    finding.set("component", std::string(host_.id())).set("target", found.target);
    finding.set("check", found.check).set("state", found.state).set("sentence", found.sentence);
    if (!found.remedy.empty()) finding.set("remedy", found.remedy);
    all_.add(finding.set("looked_ms", host_.nowMs()));
  }

  std::string placeOf(const Door& door) const {
    const bool six = settings_.bind.find(':') != std::string::npos;
    return std::string(door.name) + " " + (six ? "[" + settings_.bind + "]" : settings_.bind) +
           ":" + std::to_string(door.port);
  }

  // Of one that does not run here another process may have the port, which is most likely this
  // pipeline.
  void lookAt(const Door& door) {
    const std::string place = placeOf(door);
    if (heard_.runs) return add({place, "listen", "ok", "it listens at " + place, ""});
    try {
      tryDoor(settings_, door, true);
    } catch (const Error& error) {
      return add({place, "listen", "failed", error.what(), "see what the sentence says"});
    }
    try {
      tryDoor(settings_, door, false);
      add({place, "listen", "ok", "the port is free, and it could listen", ""});
    } catch (const Error&) {
      add({place, "listen", "note", "the port is in use, by this pipeline where it runs",
           "where it does not run, see which program has it (ss -lntup names it)"});
    }
  }

  void lookAtStrangers() {
    const std::string target = settings_.bind;
    if (Poco::Net::IPAddress(settings_.bind).isLoopback())
      return add({target, "strangers", "note",
                  "only this machine can send here, and the nodes of a cluster are others",
                  "set bind to the address of this machine that the nodes can reach, unless "
                  "something else passes on what they send"});
    const std::string open = openToStrangers(settings_);
    if (open.empty()) return add({target, "strangers", "ok", "not everybody may send here", ""});
    add({target, "strangers", "warning",
         "whoever reaches " + open + " at " + settings_.bind +
             " may send figures, and they are believed",
         "list the addresses of the nodes in senders, or set token and use HTTP alone"});
  }

  void lookAtSenders() {
    if (!heard_.runs)
      return add({settings_.bind, "senders", "unknown",
                  "who sends is only known to the pipeline that runs",
                  "see the state of the component there"});
    if (heard_.last_age_ms < 0)
      return add({settings_.bind, "senders", heard_.young ? "unknown" : "warning",
                  "nobody has sent anything yet",
                  "add this machine under Datacenter, Metric Server, and see whether a firewall is "
                  "between"});
    const bool silent = heard_.last_age_ms >= Intake::kSilenceMs;
    add({heard_.last_sender, "senders", heard_.why.empty() && !silent ? "ok" : "warning",
         heard_.last_sender + " sent last, " + std::to_string(heard_.last_age_ms / 1000) +
             " s ago" + (heard_.why.empty() ? "" : "; " + heard_.why),
         ""});
  }

  const Settings& settings_;
  const Heard& heard_;
  const Host& host_;
  Array all_;
};

}  // namespace

Array findingsOf(const Settings& settings, const Heard& heard, const Host& host) {
  return Examination(settings, heard, host).findings();
}

std::string examined(const Settings& settings, const Heard& heard, const Host& host) {
  std::ostringstream text;
  findingsOf(settings, heard, host).stringify(text);
  return text.str();
}

}  // namespace pipevane::proxmox_push
