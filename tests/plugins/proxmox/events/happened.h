// An event as a consumer has it.
#pragma once

#include <pipevane/testing/fake_dictionary.h>
#include <pipevane/testing/made_batch.h>
#include <pipevane/text.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace pipevane::proxmox::events {

struct Happened {
  std::string id, type, state, message, entity;
  int severity = 0;
  std::int64_t time_ms = 0;  // the event's own
  std::int64_t batch_ms = 0;
  bool late = false;
  std::map<std::string, std::string> attributes;

  std::string attribute(const std::string& name) const {
    const auto found = attributes.find(name);
    return found == attributes.end() ? std::string() : found->second;
  }

  static Happened of(const pv_event& event, const testing::MadeBatch& batch,
                     const testing::FakeDictionary& dictionary) {
    Happened happened{.id = str(event.id),
                      .type = str(event.type),
                      .state = str(event.state),
                      .message = str(event.message),
                      .entity = std::string(dictionary.key(event.entity)),
                      .severity = event.severity,
                      .time_ms = event.time_ms,
                      .batch_ms = batch.timeMs(),
                      .late = (batch.flags() & PV_BACKFILL) != 0,
                      .attributes = {}};
    for (std::size_t i = 0; i < event.attribute_count; ++i)
      happened.attributes[str(event.attributes[i].name)] = str(event.attributes[i].value);
    return happened;
  }
};

}  // namespace pipevane::proxmox::events
