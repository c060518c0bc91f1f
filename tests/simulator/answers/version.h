// Which Proxmox VE is played, and what of its API that version has.
#pragma once

#include <string>

namespace pipevane::simulator {

struct Version {
  // 7, 8 or 9; throws std::invalid_argument for another one.
  static Version ofMajor(int major);
  // "8.1.4", a release of one of these; throws as well.
  static Version of(const std::string& release);

  int major = 9, minor = 2, patch = 11;
  std::string version, release, repoid;

  bool metricsExport() const { return major >= 9 || (major == 8 && from(2, 5)); }
  // In the export: ticks, where later ones have a ratio.
  bool iowaitInTicks() const { return major == 8 && !from(3, 4); }
  // The export of some nodes only.
  bool nodeList() const { return major >= 9; }
  bool hostMemory() const { return major >= 9; }
  bool haState() const { return major >= 8; }
  // Zones of the software-defined network, under two names.
  bool sdnEntries() const { return major == 8; }
  bool networkEntries() const { return major >= 9; }
  // What is pushed: which network cards are physical, the limits of ZFS' cache, OpenTelemetry, and
  // names that look like numbers as text.
  bool nicTypes() const { return major >= 9 || (major == 8 && from(4, 0)); }
  bool arcLimits() const { return major >= 9; }
  bool openTelemetry() const { return major >= 9; }
  bool webhooks() const { return major >= 9 || (major == 8 && from(3, 0)); }
  bool quotesNames() const { return major >= 8 || from(4, 0); }
  bool memoryAvailable() const { return major >= 8; }
  bool pressure() const { return major >= 9; }
  // The body of an error says its message.
  bool messageInBody() const { return major >= 8; }

 private:
  bool from(int first_minor, int first_patch) const {
    return minor > first_minor || (minor == first_minor && patch >= first_patch);
  }
};

}  // namespace pipevane::simulator
