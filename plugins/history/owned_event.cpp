#include "plugins/history/owned_event.h"

#include <pipevane/text.h>

#include <cstdint>
#include <span>
#include <string_view>

namespace pipevane::history {
namespace {

std::span<const pv_attribute> attributesOf(const pv_event& event) {
  return {event.attributes, event.attributes == nullptr ? 0 : event.attribute_count};
}

std::size_t textBytes(const pv_event& event) {
  std::size_t bytes = view(event.id).size() + view(event.type).size() + view(event.state).size() +
                      view(event.message).size();
  for (const pv_attribute& each : attributesOf(event))
    bytes += view(each.name).size() + view(each.value).size();
  return bytes;
}

}  // namespace

OwnedEvent::OwnedEvent(const pv_event& event) {
  texts_.reserve(textBytes(event));  // so that what points into it stays
  raw_ = {.size = sizeof(pv_event),
          .severity = event.severity,
          .time_ms = event.time_ms,
          .entity = event.entity,
          .id = kept(event.id),
          .type = kept(event.type),
          .state = kept(event.state),
          .message = kept(event.message),
          .attribute_count = 0,
          .attributes = nullptr};
  for (const pv_attribute& each : attributesOf(event))
    attributes_.push_back({kept(each.name), kept(each.value)});
  raw_.attribute_count = attributes_.size();
  raw_.attributes = attributes_.data();
}

std::string OwnedEvent::said() const {
  std::string said;
  // With its length, so that no two texts are another two.
  const auto say = [&said](std::string_view text) {
    said.append(std::to_string(text.size())).append(1, ' ').append(text);
  };
  for (const std::int64_t each :
       {raw_.time_ms, std::int64_t{raw_.severity}, static_cast<std::int64_t>(raw_.entity)})
    say(std::to_string(each));
  for (const pv_text each : {raw_.id, raw_.type, raw_.state, raw_.message}) say(view(each));
  for (const pv_attribute& each : attributes_) {
    say(view(each.name));
    say(view(each.value));
  }
  return said;
}

std::size_t OwnedEvent::bytes() const { return bytesOf(raw_); }

std::size_t OwnedEvent::bytesOf(const pv_event& event) {
  return sizeof(OwnedEvent) + textBytes(event) + attributesOf(event).size() * sizeof(pv_attribute);
}

pv_text OwnedEvent::kept(pv_text from) {
  if (!present(from)) return absent();
  const std::size_t at = texts_.size();
  texts_.append(view(from));
  return {texts_.data() + at, from.size};
}

}  // namespace pipevane::history
